"""`run.json`: the record as JSON, the same bytes for the same seed; its schema is beside it.

The texts of a rule are written once, in a table by its id; a verdict names its rule.
"""

import json
from importlib.resources import files
from typing import Any, Final

import msgspec

from nps_reports.record import SCHEMA_VERSION, Report, Run

FILE: Final = "run.json"
TEXTS: Final = ("level", "provenance", "sentence", "source")  # of a verdict, those of its rule


class RunFileError(ValueError):
    """A `run.json` that is none, or of another version."""


def render(report: Report) -> bytes:
    """The run, its members in the order of the record; no address, path or duration is in it.

    Raises ValueError when two verdicts tell different texts of one rule: the table has one place.
    """
    run = msgspec.to_builtins(report.run)
    rules: dict[str, dict[str, str]] = {}
    for verdict in run["verdicts"]:
        texts = {name: verdict.pop(name) for name in TEXTS}
        if rules.setdefault(verdict["rule"], texts) != texts:
            raise ValueError(f"Two verdicts of {verdict['rule']} have different texts.")
    content = {"schema": SCHEMA_VERSION, "rules": rules, **run}
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


def parse(data: bytes) -> Run:
    """The run that a `run.json` holds. Raises `RunFileError`."""
    try:
        content = json.loads(data)
        version = content.pop("schema", None)
        if version != SCHEMA_VERSION:
            raise RunFileError(
                f"run.json has schema {version}, this program reads {SCHEMA_VERSION}: use the "
                "version that wrote it, or nps judge DIR --reports DIR, which writes it anew from "
                "the journals."
            )
        rules = content.pop("rules")
        for verdict in content["verdicts"]:
            texts = rules[verdict["rule"]]
            verdict.update({name: texts[name] for name in TEXTS})
        return msgspec.convert(content, Run)
    except (ValueError, AttributeError, TypeError, KeyError, RecursionError) as error:
        if isinstance(error, RunFileError):
            raise
        what = f"{error} is missing" if isinstance(error, KeyError) else f"{error}"
        raise RunFileError(f"This is no run.json: {what}.") from error


def schema() -> dict[str, Any]:
    """The published JSON Schema of `run.json`."""
    text = files("nps_reports").joinpath("run.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded
