"""The control API's own description: `/openapi.json`, and `/docs` for people."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any, Final

import msgspec

from nps_simulator.endpoints.control.routing import Path

TITLE: Final = "NPS simulator: control"
DESCRIPTION: Final = "Open sandboxes, act as the landlord, move the clock, read state and journal."
_REFERENCE: Final = "#/components/schemas/{name}"
_HELD: Final = re.compile(r"\{(\w+)(?::\w+)?\}")
_NO_WORD: Final = re.compile(r"\W")
_ERROR: Final = {
    "title": "Error",
    "description": "Every error: one sentence.",
    "type": "object",
    "properties": {"error": {"type": "string"}},
    "required": ["error"],
}

_PAGE: Final = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font-family: system-ui, sans-serif; margin: 2rem; color-scheme: light dark; }}
th, td {{ text-align: left; padding: 0.2rem 1rem 0.2rem 0; vertical-align: top; }}
code {{ white-space: nowrap; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{description} <a href="openapi.json">openapi.json</a> has the details, for people and
for tools that make a client or a page of it.</p>
<table>
<tr><th>method</th><th>path</th><th>what it does</th><th>query</th><th>body</th></tr>
{rows}
</table>
</body>
</html>
"""


def openapi(paths: Sequence[Path]) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of these paths, as JSON."""
    kinds = [each.body for each in paths if each.body is not None]
    queries = [each.query for each in paths if each.query is not None]
    schemas, components = msgspec.json.schema_components(
        [*kinds, *queries], ref_template=_REFERENCE
    )
    bodies = dict(zip(kinds, schemas, strict=False))
    documented: dict[str, dict[str, Any]] = {}
    for each in paths:
        query = () if each.query is None else _parameters(components[each.query.__name__])
        described = _operation(each, query)
        if each.body is not None:
            content = {"application/json": {"schema": bodies[each.body]}}
            described["requestBody"] = {"required": True, "content": content}
        documented.setdefault(_shown(each), {})[each.method.lower()] = described
    for kind in queries:
        components.pop(kind.__name__, None)
    return {
        "openapi": "3.1.0",
        "info": {"title": TITLE, "description": DESCRIPTION, "version": "1"},
        "paths": documented,
        "components": {"schemas": {**components, "Error": _ERROR}},
    }


def page(paths: Sequence[Path]) -> str:
    """Return the page for people, as HTML."""
    rows = "\n".join(
        f"<tr><td>{each.method}</td><td><code>{escape(_shown(each))}</code></td>"
        f"<td>{escape(each.summary)}</td><td>{_members(each.query)}</td>"
        f"<td>{_members(each.body)}</td></tr>"
        for each in paths
    )
    return _PAGE.format(title=TITLE, description=DESCRIPTION, rows=rows)


def _members(kind: Any) -> str:  # noqa: ANN401 - a type as annotations have it
    """What may be sent by name; what must be there is in bold."""
    if kind is None:
        return ""
    if not (isinstance(kind, type) and issubclass(kind, msgspec.Struct)):
        return "an object"
    return ", ".join(
        f"<strong>{each.encode_name}</strong>" if each.required else each.encode_name
        for each in msgspec.structs.fields(kind)
    )


def _operation(path: Path, query: Iterable[dict[str, Any]]) -> dict[str, Any]:
    held = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _HELD.findall(path.path)
    ]
    parameters = [*held, *query]
    failed = {"schema": {"$ref": _REFERENCE.format(name="Error")}}
    return {
        "summary": path.summary,
        "operationId": _identifier(path),
        **({"parameters": parameters} if parameters else {}),
        "responses": {
            str(path.status): {
                "description": "Done",
                "content": {"application/json": {"schema": {}}},
            },
            "4XX": {
                "description": "Not done: the error says why",
                "content": {"application/json": failed},
            },
        },
    }


def _parameters(schema: dict[str, Any]) -> Iterable[dict[str, Any]]:
    for name, each in schema["properties"].items():
        yield {"name": name, "in": "query", "required": False, "schema": each}


def _shown(path: Path) -> str:
    return _HELD.sub(r"{\1}", path.path)


def _identifier(path: Path) -> str:
    """Name an operation for generated clients, as it has been named from the first version on."""
    name = getattr(path.answer, "__name__", "")
    return _NO_WORD.sub("_", f"{name}{_shown(path)}_{path.method.lower()}")
