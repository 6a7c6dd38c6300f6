"""The contract as typed values, read from `contractor-interface.wsdl`, the master.

Only what the style of that file allows is understood: one schema, sequences of elements, named
types, enumerations. Anything else raises `ContractError` when the contract is loaded, so a change
of style is seen at once. To add an operation, write it into the WSDL; nothing is to be done here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Final
from xml.sax.saxutils import escape

from lxml import etree

from nps_wsdl.schema import ComplexType, ContractError, Field, Schema, SimpleType, documentation

__all__ = [
    "ComplexType",
    "Contract",
    "ContractError",
    "Field",
    "Operation",
    "SimpleType",
    "load_contract",
    "schema_bytes",
    "wsdl_bytes",
]

FILE_NAME: Final = "contractor-interface.wsdl"
PLACEHOLDER: Final = "http://localhost/"
_WSDL: Final = "{http://schemas.xmlsoap.org/wsdl/}"
_SOAP: Final = "{http://schemas.xmlsoap.org/wsdl/soap/}"
_SCHEMA: Final = "{http://www.w3.org/2001/XMLSchema}schema"


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation: the wrapper elements of its two messages and what it is for.

    `row` is its place in the Magenta document (AP1 to AP9, EX1, EX2). `request` holds the fields
    as direct children; `reply` holds one child, `Result`.
    """

    name: str
    row: str
    soap_action: str
    request: ComplexType
    reply: ComplexType
    documentation: str

    @property
    def reply_element(self) -> str:
        """Local name of the reply's wrapper element."""
        return f"{self.name}Response"

    @property
    def result(self) -> ComplexType:
        """The type of the reply's one child."""
        result = self.reply.fields[0].type
        if not isinstance(result, ComplexType):
            raise ContractError(f"{self.reply_element}/Result must have a complex type")
        return result


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """Everything the WSDL says. Names are local names in `namespace`; order is the file's."""

    namespace: str
    documentation: str
    service: str
    port: str
    binding: str
    operations: Mapping[str, Operation]
    types: Mapping[str, ComplexType | SimpleType]
    faults: Mapping[str, ComplexType]


@cache
def load_contract() -> Contract:
    """Read the published contract, once per process; raises `ContractError` if it is not ours."""
    return read_contract(_source())


def wsdl_bytes(address: str) -> bytes:
    """Return the WSDL with `address` (an absolute URL) as the one soap:address."""
    place = escape(address, {'"': "&quot;"}).encode()
    return _source().replace(f'location="{PLACEHOLDER}"'.encode(), b'location="' + place + b'"')


@cache
def schema_bytes() -> bytes:
    """Return the schema alone: what `contractor-interface.xsd` holds and validators load."""
    root = etree.fromstring(_source(), etree.XMLParser(resolve_entities=False, no_network=True))
    schema = _child(_child(root, f"{_WSDL}types"), _SCHEMA)
    lone = etree.fromstring(etree.tostring(schema, with_tail=False))
    etree.cleanup_namespaces(lone, keep_ns_prefixes=["tns", "xs"])
    body = etree.tostring(lone, encoding="unicode").replace("\n    ", "\n")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body.encode() + b"\n"


def read_contract(source: bytes) -> Contract:
    """Read a contract from the bytes of a WSDL in our style; raises `ContractError`."""
    root = _parse(source)
    schema = Schema(_child(_child(root, f"{_WSDL}types"), _SCHEMA))
    binding = _child(root, f"{_WSDL}binding")
    actions = {
        str(bound.get("name")): str(_child(bound, f"{_SOAP}operation").get("soapAction"))
        for bound in binding.iterchildren(f"{_WSDL}operation")
    }
    service = _child(root, f"{_WSDL}service")
    operations = {
        str(described.get("name")): _operation(described, schema, actions)
        for described in _child(root, f"{_WSDL}portType").iterchildren(f"{_WSDL}operation")
    }
    wrappers = {wrapper for name in operations for wrapper in (name, f"{name}Response")}
    return Contract(
        namespace=schema.namespace,
        documentation=documentation(root),
        service=str(service.get("name")),
        port=str(_child(service, f"{_WSDL}port").get("name")),
        binding=str(binding.get("name")),
        operations=MappingProxyType(operations),
        types=MappingProxyType(schema.types()),
        faults=MappingProxyType(
            {name: schema.element(name) for name in schema.elements() if name not in wrappers}
        ),
    )


@cache
def _source() -> bytes:
    return files("nps_wsdl").joinpath(FILE_NAME).read_bytes()


def _parse(source: bytes) -> etree._Element:
    parser = etree.XMLParser(remove_comments=True, resolve_entities=False, no_network=True)
    return etree.fromstring(source, parser)


def _child(parent: etree._Element, tag: str) -> etree._Element:
    found = parent.find(tag)
    if found is None:
        raise ContractError(f"{parent.tag!r} of the WSDL needs a child {tag}")
    return found


def _operation(described: etree._Element, schema: Schema, actions: Mapping[str, str]) -> Operation:
    name = str(described.get("name"))
    row, _, text = documentation(described).partition(". ")
    return Operation(
        name=name,
        row=row,
        soap_action=actions[name],
        request=schema.element(name),
        reply=schema.element(f"{name}Response"),
        documentation=text,
    )
