"""`run.json`: the record as JSON, the same bytes for the same seed; its schema is beside it."""

import json
from importlib.resources import files
from typing import Any, Final

import msgspec

from nps_reports.record import SCHEMA_VERSION, Report, Run

FILE: Final = "run.json"


class RunFileError(ValueError):
    """A `run.json` that is none, or of another version."""


def render(report: Report) -> bytes:
    """The run, its members in the order of the record; no address, path or duration is in it."""
    content = {"schema": SCHEMA_VERSION, **msgspec.to_builtins(report.run)}
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


def parse(data: bytes) -> Run:
    """The run that a `run.json` holds. Raises `RunFileError`."""
    try:
        content = json.loads(data)
        version = content.pop("schema", None)
        if version != SCHEMA_VERSION:
            raise RunFileError(
                f"run.json has schema {version}, this program reads {SCHEMA_VERSION}; use the "
                "version that wrote it."
            )
        return msgspec.convert(content, Run)
    except (ValueError, AttributeError, TypeError) as error:
        if isinstance(error, RunFileError):
            raise
        raise RunFileError(f"This is no run.json: {error}.") from error


def schema() -> dict[str, Any]:
    """The published JSON Schema of `run.json`."""
    text = files("nps_reports").joinpath("run.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
