"""Names in a text that stand for values: `$order`, or `$(order)` before a letter; `$$` is a dollar.

A dollar before anything else is itself.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

NAME: Final = r"[a-z][a-z0-9_]*"
_NAMED: Final = re.compile(rf"\$(?:(?P<dollar>\$)|(?P<name>{NAME})|\((?P<inner>{NAME})\))")


def whole(text: str) -> str | None:
    """The name that a text consists of, if it is nothing but one."""
    found = _NAMED.fullmatch(text)
    return None if found is None else found["name"] or found["inner"]


def filled(text: str, value_of: Callable[[str], str]) -> str:
    """The text with a value for each name in it."""

    def put(found: re.Match[str]) -> str:
        return "$" if found["dollar"] else value_of(found["name"] or found["inner"])

    return _NAMED.sub(put, text) if "$" in text else text


def named(value: Any) -> Iterator[str]:  # noqa: ANN401 - whatever YAML holds
    """All names in the texts and keys of a value."""
    if isinstance(value, str):
        for found in _NAMED.finditer(value):
            if not found["dollar"]:
                yield found["name"] or found["inner"]
    elif isinstance(value, list):
        for each in value:
            yield from named(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from named(key)
            yield from named(each)
