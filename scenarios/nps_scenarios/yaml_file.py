"""YAML that knows its lines.

A value is text, a whole number, true, false, nothing, a list or a mapping; no more is guessed: `on`
is a word, `1.50` and dates stay text.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import yaml

from nps_scenarios.problems import FileError

Where = tuple[str | int, ...]
DEEPEST: Final = 30
MOST: Final = 100_000  # values in a file, each as often as aliases repeat it
LONGEST: Final = 40  # digits of a whole number
_TOO_DEEP: Final = "the nesting is too deep."

_WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]*)")
_PLAIN: Final[Mapping[str, bool | None]] = {"true": True, "false": False, "null": None, "": None}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file's value, and the line of everything in it. `files` says what is from another file."""

    name: str
    value: Any
    lines: Mapping[Where, int]
    grammar: str  # where the form is described, for hints
    files: Mapping[Where, str] = field(default_factory=dict)

    def line(self, where: Where) -> int:
        """The line of a key or item; of what holds it, when it is not there."""
        return self.lines.get(self._known(where), 1)

    def file(self, where: Where) -> str:
        """The file that a key or item is written in."""
        return self.files.get(self._known(where), self.name)

    def _known(self, where: Where) -> Where:
        while where and where not in self.lines:
            where = where[:-1]
        return where

    def error(self, where: Where, problem: str, hint: str = "") -> FileError:
        """An error about a place."""
        words = " ".join(word for word in (hint, f"See {self.grammar} for the grammar.") if word)
        file, line = self.file(where), self.line(where)
        return FileError(file=file, line=line, problem=problem, hint=words)


def read(raw: bytes, *, name: str, grammar: str) -> Document:
    """Read a document. Raises FileError."""
    lines: dict[Where, int] = {}
    try:
        node = yaml.compose(raw.decode("utf-8"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise FileError(file=name, line=line, problem="the text is not UTF-8.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = f"this is not YAML: {error.problem or error.context}."
        raise FileError(file=name, line=mark.line + 1 if mark else 1, problem=problem) from None
    except yaml.YAMLError as error:
        told = " ".join(str(error).split())
        raise FileError(file=name, line=1, problem=f"this is not YAML: {told}.") from None
    except RecursionError:
        raise FileError(file=name, line=1, problem=_TOO_DEEP) from None
    value = _value(node, (), lines, name)
    return Document(name=name, value=value, lines=lines, grammar=grammar)


def _value(node: yaml.Node | None, where: Where, lines: dict[Where, int], name: str) -> Any:  # noqa: ANN401 - YAML holds anything
    if node is None:
        return None
    line = node.start_mark.line + 1
    lines.setdefault(where, line)
    if len(where) > DEEPEST:
        raise FileError(file=name, line=line, problem=_TOO_DEEP)
    if len(lines) > MOST:
        problem = f"there are more than {MOST} values; aliases repeat all that they name."
        raise FileError(file=name, line=line, problem=problem)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*where, i), lines, name) for i, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, where, lines, name)
    text: str = node.value
    if isinstance(node, yaml.ScalarNode) and node.style is None:  # neither quoted nor a block
        if text in _PLAIN:
            return _PLAIN[text]
        if _WHOLE.fullmatch(text):
            if len(text) > LONGEST:
                problem = f"a whole number has {len(text)} digits. The most is {LONGEST}."
                raise FileError(file=name, line=line, problem=problem)
            return int(text)
    return text


def _mapping(
    node: yaml.MappingNode, where: Where, lines: dict[Where, int], name: str
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise FileError(file=name, line=line, problem="a key must be a word.")
        if key.value in found:
            raise FileError(file=name, line=line, problem=f"the key {key.value!r} comes twice.")
        lines[(*where, key.value)] = line
        found[key.value] = _value(value, (*where, key.value), lines, name)
    return found
