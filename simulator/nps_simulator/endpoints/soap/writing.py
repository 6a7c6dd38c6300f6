"""Compiles writers: functions from a message to the XML text of its element.

As `dataclasses` does for `__init__`, the source of one function for each type is made from the
contract and executed, because that is twice as fast as closures that call one another, and every
reply passes here. For a line of an order the source reads:

    def write_12(value):
        return join((
            '<Line><LineNumber>',
            str(value.line_number),
            '</LineNumber><SorCode>',
            text(value.sor_code),
            ...
            '' if (some := value.comments) is None else '<Comments>' + text(some) + '</Comments>',
            '</Line>',
        ))

Only names of dataclass fields and tags of the contract go into it, never a value. A writer belongs
to one style and one depth, so that tags and white space are made once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from nps_simulator.endpoints.soap.shapes import Member, members
from nps_simulator.endpoints.soap.style import WireStyle
from nps_simulator.endpoints.soap.values import in_cdata, write_decimal, write_text
from nps_wsdl.contract import ComplexType

Writer = Callable[[Any], str]

# How a value becomes text, by its class; text never needs escaping but where it is free text.
_EXPRESSIONS: Final[dict[type, str]] = {
    str: "text({})",
    bool: "('Y' if {} else 'N')",
    int: "str({})",
    Decimal: "decimal({})",
    datetime: "{}.isoformat()",
    date: "{}.isoformat()",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tags:
    """What stands around the content of an element: tags, and white space before each tag."""

    start: str
    end: str
    end_after_children: str


def tags(name: str, style: WireStyle, depth: int, *, declared: str = "") -> Tags:
    """Make the tags of an element of the body; `declared` is a namespace it declares."""
    prefix = f"{style.body_prefix}:" if style.body_prefix else ""
    declaration = ""
    if declared:
        attribute = f"xmlns:{style.body_prefix}" if style.body_prefix else "xmlns"
        declaration = f' {attribute}="{declared}"'
    space = break_before(style, depth)
    return Tags(
        start=f"{space}<{prefix}{name}{declaration}>",
        end=f"</{prefix}{name}>",
        end_after_children=f"{space}</{prefix}{name}>",
    )


def break_before(style: WireStyle, depth: int) -> str:
    """Return the white space before a tag at a depth: none in the plain style."""
    return "\n" + " " * (style.indent * depth) if style.indent else ""


def compile_writer(
    message: type[Any], described: ComplexType, around: Tags, style: WireStyle, depth: int
) -> Writer:
    """Compile the writer of an element whose children are the fields of a message class.

    Raises `ShapeError` where class and type differ.
    """
    compiler = _Compiler(style)
    name = compiler.define(message, described, around, depth)
    writer: Writer = compiler.namespace[name]
    return writer


class _Source:
    """The body of one function: literals, joined where they stand side by side, and expressions."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._literal = ""

    def literal(self, text: str) -> None:
        """Add text that is always the same."""
        self._literal += text

    def expression(self, source: str) -> None:
        """Add what is worked out from the value."""
        self._end_literal()
        self._pieces.append(source)

    def function(self, name: str) -> str:
        """Return the source of the whole function."""
        self._end_literal()
        lines = "".join(f"        {piece},\n" for piece in self._pieces)
        return f"def {name}(value):\n    return join((\n{lines}    ))\n"

    def _end_literal(self) -> None:
        if self._literal:
            self._pieces.append(repr(self._literal))
        self._literal = ""


class _Compiler:
    """Defines the functions for one message in a namespace of their own."""

    def __init__(self, style: WireStyle) -> None:
        self._style = style
        self.namespace: dict[str, Any] = {
            "join": "".join,
            "text": in_cdata if style.cdata else write_text,
            "decimal": write_decimal,
        }

    def define(self, message: type[Any], described: ComplexType, around: Tags, depth: int) -> str:
        """Define the writer of an element with children and return its name."""
        source = _Source()
        source.literal(around.start)
        if self._style.comments:
            source.literal(f"{break_before(self._style, depth + 1)}<!-- {described.name} -->")
        for member in members(message, described):
            self._add(source, member, depth + 1)
        source.literal(around.end_after_children)
        name = f"write_{len(self.namespace)}"
        exec(source.function(name), self.namespace)  # noqa: S102 - see the head of this module
        return name

    def _add(self, source: _Source, member: Member, depth: int) -> None:
        described, around = member.field.type, tags(member.field.name, self._style, depth)
        held = f"value.{member.attribute}"
        if isinstance(described, ComplexType) and described.item is not None:
            self._add_list(source, held, member, around, depth)
            return
        start, end = around.start, around.end
        if isinstance(described, ComplexType):
            write, start, end = (
                self.define(member.python, described, around, depth) + "({})",
                "",
                "",
            )
        else:
            write = "str({})" if issubclass(member.python, StrEnum) else _EXPRESSIONS[member.python]
        if member.field.optional:
            some = f"{start!r} + {write.format('some')} + {end!r}"
            source.expression(f"'' if (some := {held}) is None else {some}")
        else:
            source.literal(start)
            source.expression(write.format(held))
            source.literal(end)

    def _add_list(
        self, source: _Source, held: str, member: Member, around: Tags, depth: int
    ) -> None:
        item = member.field.type.fields[0] if isinstance(member.field.type, ComplexType) else None
        if item is None or not isinstance(item.type, ComplexType):
            raise NotImplementedError(f"{member.field.name}: only lists of parts can be written")
        inner = tags(item.name, self._style, depth + 1)
        name = self.define(member.python, item.type, inner, depth + 1)
        none = "" if member.field.optional else around.start + around.end
        some = f"{around.start!r} + join(map({name}, some)) + {around.end_after_children!r}"
        source.expression(f"{some} if (some := {held}) else {none!r}")
