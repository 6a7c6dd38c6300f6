"""Holds documents against a JSON Schema.

jsonschema takes longer to import than a document to read, so `complaints`, which asks it, is loaded
by name, with the first document that is held against a schema. `nps serve` needs none for a
landlord of ours.
"""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final

from nps_scenarios.yaml_file import Document

COMPLAINTS: Final = "nps_scenarios.complaints"


def check(document: Document, schema: Mapping[str, Any]) -> None:
    """Hold a document against a schema. Raises FileError for the first thing that is wrong."""
    complain: Callable[[Document, Mapping[str, Any]], None] = import_module(COMPLAINTS).complain
    complain(document, schema)
