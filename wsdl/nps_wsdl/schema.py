"""The schema of the contract as typed values: elements, named types, enumerations, documentation.

Reads the small part of XML Schema that the contract's style allows (see the head of the WSDL) and
refuses the rest with `ContractError`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from lxml import etree

_XS: Final = "{http://www.w3.org/2001/XMLSchema}"
_BUILT_IN: Final = ("xs:string", "xs:int", "xs:decimal", "xs:dateTime", "xs:date")
_PROVENANCE: Final = "Provenance: "


class ContractError(Exception):
    """The WSDL is not written in the style that this project can serve."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SimpleType:
    """A value: a built-in type (name and base are equal) or a named restriction of one.

    `values` maps the values of an enumeration to their meaning and is empty for other types.
    """

    name: str
    base: str
    values: Mapping[str, str]
    documentation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One child element of a complex type, in the place where it must stand."""

    name: str
    type: "ComplexType | SimpleType"
    optional: bool
    repeated: bool
    documentation: str

    @property
    def provenance(self) -> str:
        """One of documented, inferred, assumed; the last word of the documentation."""
        return self.documentation.rpartition(_PROVENANCE)[2].rstrip(".")


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplexType:
    """A sequence of fields; `name` is the element's name for an anonymous wrapper type."""

    name: str
    fields: tuple[Field, ...]
    documentation: str

    @property
    def item(self) -> Field | None:
        """The repeated child, if this type is a list; None for any other type."""
        return self.fields[0] if len(self.fields) == 1 and self.fields[0].repeated else None


def documentation(node: etree._Element) -> str:
    """Return the documentation of a WSDL or schema node as one line; empty if there is none."""
    for tag in (f"{_XS}annotation/{_XS}documentation", "{*}documentation"):
        found = node.findtext(tag)
        if found is not None:
            return " ".join(found.split())
    return ""


class Schema:
    """The elements and types below one `xs:schema` node."""

    def __init__(self, node: etree._Element) -> None:
        self.namespace = str(node.get("targetNamespace"))
        self._prefix = next((p for p, uri in node.nsmap.items() if uri == self.namespace), None)
        self._elements = {str(e.get("name")): e for e in node.iterchildren(f"{_XS}element")}
        self._complex = {str(e.get("name")): e for e in node.iterchildren(f"{_XS}complexType")}
        self._simple = {str(e.get("name")): e for e in node.iterchildren(f"{_XS}simpleType")}
        self._known: dict[str, ComplexType | SimpleType] = {
            name: SimpleType(name=name, base=name, values=MappingProxyType({}), documentation="")
            for name in _BUILT_IN
        }

    def elements(self) -> tuple[str, ...]:
        """Return the names of the global elements, in the order of the file."""
        return tuple(self._elements)

    def element(self, name: str) -> ComplexType:
        """Return the anonymous type of a global element; raises `ContractError` if missing."""
        node = self._elements.get(name)
        inner = None if node is None else node.find(f"{_XS}complexType")
        if node is None or inner is None:
            raise ContractError(f"the schema needs a global element {name} with its type inside")
        return ComplexType(
            name=name, fields=self._fields(name, inner), documentation=documentation(node)
        )

    def types(self) -> dict[str, ComplexType | SimpleType]:
        """Return the named types by name: the simple ones, then the complex ones."""
        return {name: self._type(name) for name in (*self._simple, *self._complex)}

    def _type(self, name: str) -> ComplexType | SimpleType:
        if name not in self._known:
            self._known[name] = self._read(name)
        return self._known[name]

    def _read(self, name: str) -> ComplexType | SimpleType:
        if name in self._complex:
            node = self._complex[name]
            return ComplexType(
                name=name, fields=self._fields(name, node), documentation=documentation(node)
            )
        if name not in self._simple:
            raise ContractError(
                f"type {name} is neither named in the schema nor one of {_BUILT_IN}"
            )
        node = self._simple[name]
        restriction = node.find(f"{_XS}restriction")
        if restriction is None:
            raise ContractError(f"simple type {name} must be a restriction")
        values = {
            str(value.get("value")): documentation(value)
            for value in restriction.iterchildren(f"{_XS}enumeration")
        }
        return SimpleType(
            name=name,
            base=str(restriction.get("base")),
            values=MappingProxyType(values),
            documentation=documentation(node),
        )

    def _fields(self, owner: str, node: etree._Element) -> tuple[Field, ...]:
        allowed = {f"{_XS}annotation", f"{_XS}sequence"}
        sequence = node.find(f"{_XS}sequence")
        if sequence is None or any(child.tag not in allowed for child in node):
            raise ContractError(f"type {owner} must hold one xs:sequence and nothing else")
        return tuple(self._field(owner, child) for child in sequence)

    def _field(self, owner: str, node: etree._Element) -> Field:
        name, reference = node.get("name"), node.get("type")
        known = {"name", "type", "minOccurs", "maxOccurs"}
        if node.tag != f"{_XS}element" or name is None or reference is None:
            raise ContractError(f"type {owner} may hold only elements with a name and a type")
        if not known.issuperset(map(str, node.attrib)):
            raise ContractError(f"element {owner}/{name} may carry only {sorted(known)}")
        return Field(
            name=str(name),
            type=self._type(str(reference).removeprefix(f"{self._prefix}:")),
            optional=node.get("minOccurs") == "0",
            repeated=node.get("maxOccurs") == "unbounded",
            documentation=documentation(node),
        )
