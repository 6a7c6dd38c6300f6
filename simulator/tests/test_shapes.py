"""Message classes and contract are equal both ways, and a difference is told."""

import dataclasses
import importlib
import pkgutil
import typing
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

import pytest

import nps_simulator.messages
from nps_simulator.endpoints.soap.shapes import ShapeError, element_name, members
from nps_simulator.messages.catalogue import OPERATIONS
from nps_wsdl.contract import ComplexType, Field, SimpleType, load_contract

CONTRACT = load_contract()
TEXTS = {
    str: "xs:string",
    bool: "YesNo",
    int: "xs:int",
    datetime: "xs:dateTime",
    date: "xs:date",
}


def message_classes():
    """Every dataclass of the messages package by name."""
    return {
        name: held
        for info in pkgutil.iter_modules(nps_simulator.messages.__path__)
        if info.name != "catalogue"
        for name, held in vars(
            importlib.import_module(f"nps_simulator.messages.{info.name}")
        ).items()
        if dataclasses.is_dataclass(held)
    }


CLASSES = message_classes()


def described(name):
    """What the contract says of a class: as request, as reply or as a part."""
    if name in CONTRACT.operations:
        return CONTRACT.operations[name].request
    if name.removesuffix("Reply") in CONTRACT.operations:
        return CONTRACT.operations[name.removesuffix("Reply")].result
    return CONTRACT.types[name]


def expectation(name, hint):
    """Element, type, optional and list-of for an attribute, from its annotation alone."""
    kinds = [kind for kind in typing.get_args(hint) if kind not in {type(None), ...}]
    if typing.get_origin(hint) is tuple:
        return element_name(name), f"{kinds[0].__name__}List", None
    kind = kinds[0] if kinds else hint
    if kind is Decimal:
        text = "Quantity" if name == "quantity" else "Money"
    else:
        text = TEXTS.get(kind, kind.__name__)
    return element_name(name), text, bool(kinds)


def test_the_operations_are_equal_and_in_one_order():
    rows = {name: operation.row for name, operation in CONTRACT.operations.items()}

    assert {name: item.row for name, item in OPERATIONS.items()} == rows
    assert list(OPERATIONS) == list(CONTRACT.operations)


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_has_the_elements_of_its_type_in_order_with_type_and_optionality(name):
    hints = typing.get_type_hints(CLASSES[name])
    ours = [
        expectation(field.name, hints[field.name]) for field in dataclasses.fields(CLASSES[name])
    ]

    theirs = [
        (field.name, field.type.name, None if field.type.name.endswith("List") else field.optional)
        for field in described(name).fields
    ]

    assert ours == theirs


def test_every_type_of_the_contract_is_a_class():
    parts = {
        name
        for name, held in CONTRACT.types.items()
        if isinstance(held, ComplexType) and held.item is None and not name.endswith("Result")
    }
    replies = {f"{name}Reply" for name in CONTRACT.operations}

    assert set(CLASSES) == parts | replies | set(CONTRACT.operations)


@pytest.mark.parametrize(
    ("attribute", "element"),
    [
        ("works_order_number", "WorksOrderNumber"),
        ("address_line_1", "AddressLine1"),
        ("uprn", "Uprn"),
        ("access_am", "AccessAm"),
    ],
)
def test_an_attribute_gives_the_name_of_its_element(attribute, element):
    assert element_name(attribute) == element


class Colour(StrEnum):
    RED = "R"
    BLUE = "B"


@dataclass(kw_only=True)
class Part:
    size: int


@dataclass(kw_only=True)
class Whole:
    name: str
    colour: Colour | None = None
    parts: tuple[Part, ...] = ()


def simple(name, *values):
    return SimpleType(
        name=name,
        base=name if name.startswith("xs:") else "xs:string",
        values=MappingProxyType(dict.fromkeys(values, "")),
        documentation="",
    )


def field(name, kind, *, optional=False, repeated=False):
    return Field(name=name, type=kind, optional=optional, repeated=repeated, documentation="")


def sequence(name, *fields):
    return ComplexType(name=name, fields=fields, documentation="")


NAME = field("Name", simple("xs:string"))
COLOUR = field("Colour", simple("Colour", "R", "B"), optional=True)
ITEM = field("Part", sequence("Part", field("Size", simple("xs:int"))), repeated=True)
PARTS = field("Parts", sequence("PartList", ITEM), optional=True)


def test_members_join_attributes_with_elements():
    joined = members(Whole, sequence("Whole", NAME, COLOUR, PARTS))

    assert [(one.attribute, one.python, one.field.name) for one in joined] == [
        ("name", str, "Name"),
        ("colour", Colour, "Colour"),
        ("parts", Part, "Parts"),
    ]


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ((NAME, COLOUR), r"Whole has \['Name', 'Colour', 'Parts'\], the contract's type has"),
        ((COLOUR, NAME, PARTS), "the contract's type has"),
        ((dataclasses.replace(NAME, optional=True), COLOUR, PARTS), "Whole.name and Name differ"),
        ((NAME, dataclasses.replace(COLOUR, optional=False), PARTS), "differ in being optional"),
        ((dataclasses.replace(NAME, type=simple("xs:int")), COLOUR, PARTS), "name is str, Name is"),
        (
            (NAME, dataclasses.replace(COLOUR, type=simple("Colour", "B", "R")), PARTS),
            "Whole.colour is Colour",
        ),
        (
            (NAME, COLOUR, dataclasses.replace(PARTS, type=sequence("Part", NAME))),
            "Whole.parts is a tuple, Parts is not a list",
        ),
        (
            (
                NAME,
                COLOUR,
                field(
                    "Parts",
                    sequence("Others", field("O", sequence("Other", NAME), repeated=True)),
                    optional=True,
                ),
            ),
            "Whole.parts is Part, O is Other",
        ),
    ],
)
def test_a_difference_is_told(fields, complaint):
    with pytest.raises(ShapeError, match=complaint):
        members(Whole, sequence("Whole", *fields))
