"""Joins the message classes to the types of the contract, member by member.

A field `works_order_number` is the element `WorksOrderNumber`; a tuple is a list wrapper; the order
of the fields is the order of the elements. Any difference raises `ShapeError` when the codec is
compiled, so a message and its description cannot drift apart.
"""

from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from nps_wsdl.contract import ComplexType, Field

_BASES: Final[dict[type, str]] = {
    str: "xs:string",
    int: "xs:int",
    Decimal: "xs:decimal",
    datetime: "xs:dateTime",
    date: "xs:date",
}


class ShapeError(Exception):
    """A message class and the contract differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One attribute of a message class and its element.

    `python` is the class of the value; for a list it is the class of one item.
    """

    attribute: str
    python: type[Any]
    field: Field


def element_name(attribute: str) -> str:
    """Return the element's name of an attribute: `address_line_1` gives `AddressLine1`."""
    return "".join(part[:1].upper() + part[1:] for part in attribute.split("_"))


def members(message: type[Any], described: ComplexType) -> tuple[Member, ...]:
    """Pair the fields of a message class with those of its type; raises `ShapeError`."""
    ours = [element_name(field.name) for field in fields(message)]
    theirs = [field.name for field in described.fields]
    if ours != theirs:
        raise ShapeError(f"{message.__name__} has {ours}, the contract's type has {theirs}")
    hints = get_type_hints(message)
    return tuple(
        _member(f"{message.__name__}.{ours.name}", hints[ours.name], ours.name, theirs)
        for ours, theirs in zip(fields(message), described.fields, strict=True)
    )


def _member(place: str, hint: object, attribute: str, field: Field) -> Member:
    python, optional = _without_none(hint)
    if get_origin(python) is tuple:
        python, optional = get_args(python)[0], field.optional
        if not isinstance(field.type, ComplexType) or field.type.item is None:
            raise ShapeError(f"{place} is a tuple, {field.name} is not a list")
        _check(place, python, field.type.item)
    else:
        _check(place, python, field)
    if optional != field.optional:
        raise ShapeError(f"{place} and {field.name} differ in being optional")
    return Member(attribute=attribute, python=python, field=field)


def _without_none(hint: object) -> tuple[Any, bool]:
    if get_origin(hint) in {UnionType, Union}:
        kept = [member for member in get_args(hint) if member is not NoneType]
        if len(kept) == 1:
            return kept[0], True
    return hint, False


def _check(place: str, python: type[Any], field: Field) -> None:
    described = field.type
    if isinstance(described, ComplexType):
        fits = is_dataclass(python) and python.__name__ == described.name
    elif python is bool:
        fits = set(described.values) == {"Y", "N"}
    elif issubclass(python, StrEnum):
        fits = list(described.values) == [member.value for member in python]
    else:
        fits = not described.values and _BASES.get(python) == described.base
    if not fits:
        raise ShapeError(f"{place} is {python.__name__}, {field.name} is {described.name}")


__all__ = ["Member", "ShapeError", "element_name", "members"]
