"""Compiles readers: functions from an element of a validated message to its value.

They walk the children once, in the order they come; comments and processing instructions are
skipped, also inside text. Schema validation comes first; what is still wrong here (a date beyond
the calendar) raises `CodecError` with path, line and what was expected.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from lxml import etree

from nps_simulator.endpoints.soap.envelope import path_of
from nps_simulator.endpoints.soap.shapes import Member, members
from nps_simulator.endpoints.soap.values import reader
from nps_wsdl.contract import ComplexType, SimpleType

Reader = Callable[["etree._Element"], Any]  # noqa: SLF001 - lxml's only name for its element


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Where a message cannot be read: path of local names, line, what came, what was expected."""

    path: str
    line: int | None
    came: str
    expected: str


class CodecError(Exception):
    """A message cannot be read as a typed value; `refused` says where and why."""

    def __init__(self, refused: Refused) -> None:
        super().__init__(
            f"{refused.path} on line {refused.line} holds {refused.came!r}; send {refused.expected}"
        )
        self.refused = refused


def refuse(node: etree._Element, came: str, expected: str) -> CodecError:
    """Make the error that says what was wrong with an element."""
    return CodecError(
        Refused(path=path_of(node), line=node.sourceline, came=came, expected=expected)
    )


def complex_reader(message: type[Any], described: ComplexType, namespace: str) -> Reader:
    """Compile the reader of an element with children into a message class."""
    # Keyed by whatever lxml gives as a tag: a string, or the function that made a comment.
    table: dict[object, tuple[str, Reader]] = {
        f"{{{namespace}}}{member.field.name}": (
            member.attribute,
            _member_reader(member, namespace),
        )
        for member in members(message, described)
    }

    def read(node: etree._Element) -> Any:  # noqa: ANN401 - an instance of `message`
        values: dict[str, Any] = {}
        for child in node:
            entry = table.get(child.tag)
            if entry is not None:
                values[entry[0]] = entry[1](child)
            elif isinstance(child.tag, str):
                raise refuse(child, str(child.tag), f"only children of {described.name}")
        try:
            return message(**values)
        except TypeError as error:
            given = ", ".join(values) or "nothing"
            raise refuse(node, given, f"every mandatory child of {described.name}") from error

    return read


def _member_reader(member: Member, namespace: str) -> Reader:
    described = member.field.type
    if isinstance(described, SimpleType):
        return _text_reader() if member.python is str else _value_reader(member.python, described)
    if described.item is None:
        return complex_reader(member.python, described, namespace)
    return _list_reader(member.python, described.item.type, namespace)


def _list_reader(item: type[Any], described: ComplexType | SimpleType, namespace: str) -> Reader:
    if isinstance(described, SimpleType):
        raise NotImplementedError(f"a list of {described.name} is not in the contract's style")
    read_item = complex_reader(item, described, namespace)

    def read(node: etree._Element) -> tuple[Any, ...]:
        return tuple([read_item(child) for child in node if isinstance(child.tag, str)])

    return read


def _text_of(node: etree._Element) -> str:
    if len(node) == 0:
        return node.text or ""
    return (node.text or "") + "".join(child.tail or "" for child in node)


def _text_reader() -> Reader:
    return _text_of


def _value_reader(python: type[Any], described: SimpleType) -> Reader:
    read_value = reader(python, described)

    def read(node: etree._Element) -> object:
        text = _text_of(node)
        try:
            return read_value(text)
        except (ValueError, LookupError, ArithmeticError) as error:
            raise refuse(node, text, f"a value of {described.name} within its range") from error

    return read
