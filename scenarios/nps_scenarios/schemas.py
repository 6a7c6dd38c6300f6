"""The published JSON Schemas of this package, and what of them the loader holds files against.

An editor sees a file as it is written: with names, loops and includes. The loader makes these out
first, and then holds the rest against the schema without them.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

# Definitions that only a file as it is written can follow.
_WRITTEN: Final = frozenset(
    f"#/$defs/{name}" for name in ("name", "loop", "include", "case_values", "several_statuses")
)


@cache
def schema(name: str) -> Mapping[str, Any]:
    """A published schema: `scenario`, `part` or `profile`."""
    found: dict[str, Any] = json.loads(
        (files("nps_scenarios") / f"{name}.schema.json").read_bytes()
    )
    return found


@cache
def made_out_schema() -> Mapping[str, Any]:
    """The schema of a scenario without names, loops and includes."""
    found: dict[str, Any] = _without(schema("scenario"))
    return found


@cache
def language_schemas() -> Mapping[str, Mapping[str, Any]]:
    """The schemas of a loop, an include, the parameters and the cases."""
    whole = made_out_schema()
    properties = whole["properties"]
    found = {
        name: {**whole["$defs"][name], "$defs": whole["$defs"]} for name in ("loop", "include")
    }
    for name in ("parameters", "cases"):
        found[name] = {"properties": {name: properties[name]}, "$defs": whole["$defs"]}
    return found


def _without(node: Any) -> Any:  # noqa: ANN401 - a JSON Schema is JSON
    """The same without the alternatives that `_WRITTEN` names."""
    if isinstance(node, list):
        return [_without(each) for each in node]
    if not isinstance(node, dict):
        return node
    made = {key: _without(each) for key, each in node.items()}
    choices = node.get("anyOf")
    if isinstance(choices, list):
        left = [_without(each) for each in choices if each.get("$ref") not in _WRITTEN]
        if len(left) < len(choices):
            del made["anyOf"]
            made |= left[0] if len(left) == 1 else {"anyOf": left}
    return made
