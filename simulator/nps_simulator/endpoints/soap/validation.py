"""Schema validation of the Body's child: lxml decides, xmlschema explains what lxml refused."""

import threading
from typing import Final

import xmlschema
from lxml import etree

from nps_simulator.endpoints.soap.envelope import path_of
from nps_simulator.endpoints.soap.faults import FaultText, SoapFault

# xmlschema takes about a second for a megabyte, and everybody would wait: beyond this size the
# message of lxml has to do.
EXPLAINED_BYTES: Final = 64 * 1024
LONGEST_CAME: Final = 80
XS: Final = "http://www.w3.org/2001/XMLSchema"


class Validator:
    """Checks elements against one schema.

    Each thread has its own lxml schema object: shared ones mix up their error logs.
    """

    def __init__(self, schema: bytes) -> None:
        """Compile the schema (bytes of an XSD) for this thread."""
        self._source = schema
        self._local = threading.local()
        self._explaining: xmlschema.XMLSchema10 | None = None
        self._schema()

    def _schema(self) -> etree.XMLSchema:
        schema: etree.XMLSchema | None = getattr(self._local, "schema", None)
        if schema is None:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            schema = self._local.schema = etree.XMLSchema(etree.fromstring(self._source, parser))
        return schema

    def check(self, element: etree._Element, size: int) -> None:
        """Raise SoapFault (SCHEMA) unless valid; `size` is that of the message in bytes."""
        schema = self._schema()
        if schema.validate(element):
            return
        refused = schema.error_log[0]
        fault = None
        if size <= EXPLAINED_BYTES:
            error = self._first_error(element)
            if error is None:
                # libxml2 refuses white space around dates, which XML Schema collapses, and decimals
                # of more than 24 digits. Where xmlschema takes more than the standard (`1_0`), the
                # value's reader refuses it.
                return
            fault = _explained(error)
        if fault is None:
            fault = FaultText(
                code="SCHEMA",
                text=_without_namespaces(refused.message),
                path=path_of(element),
                line=refused.line,
                expected="a message that is valid against the schema",
            )
        raise SoapFault(fault)

    def _first_error(self, element: etree._Element) -> xmlschema.XMLSchemaValidationError | None:
        """Return what xmlschema finds first, None if it finds nothing wrong."""
        if self._explaining is None:
            self._explaining = xmlschema.XMLSchema10(self._source.decode())
        return next(self._explaining.iter_errors(element), None)  # type: ignore[arg-type] # lxml-stubs knows no such protocol


def _explained(error: xmlschema.XMLSchemaValidationError) -> FaultText | None:
    if isinstance(error, xmlschema.XMLSchemaChildrenValidationError):
        return _wrong_children(error)
    return _wrong_value(error)


def _wrong_children(error: xmlschema.XMLSchemaChildrenValidationError) -> FaultText | None:
    parent = error.elem
    if not isinstance(parent, etree._Element):  # noqa: SLF001 - lxml has no public name for it
        return None
    children = [child for child in parent if isinstance(child.tag, str)]
    before = str(children[error.index - 1].tag) if error.index else ""
    expected = _what_may_follow(error.validator, before)
    inside = etree.QName(parent).localname
    if error.index < len(children):
        wrong = children[error.index]
        came = f"{etree.QName(wrong).localname} may not stand here in {inside}"
        if etree.QName(wrong).namespace != etree.QName(parent).namespace:
            came = (
                f"{etree.QName(wrong).localname} in {inside} is of "
                f"{etree.QName(wrong).namespace or 'no namespace'}, not of "
                f"{etree.QName(parent).namespace}"
            )
    else:
        wrong, came = parent, f"{inside} ends too early"
    return FaultText(
        code="SCHEMA",
        text=f"{came}; expected {expected}.",
        path=path_of(wrong),
        line=wrong.sourceline or 0,
        expected=expected,
    )


def _what_may_follow(group: object, before: str) -> str:
    """Return which elements of a sequence may come after the last good one, in words."""
    if not isinstance(group, xmlschema.validators.XsdGroup):
        return "what the schema says"
    names: list[str] = []
    following = not before
    for particle in group.iter_elements():
        if particle.name == before:
            following = True
            if particle.max_occurs is not None:
                continue
        if following and particle.name is not None:
            names.append(_local(particle.name))
            if particle.min_occurs and particle.name != before:
                return " or ".join(names)
    return " or ".join([*names, "nothing more"])


def _wrong_value(error: xmlschema.XMLSchemaValidationError) -> FaultText | None:
    element = error.elem
    if not isinstance(element, etree._Element):  # noqa: SLF001 - lxml has no public name for it
        return None
    name = etree.QName(element).localname
    expected = _without_namespaces((error.reason or "a valid element").rstrip("."))
    if isinstance(error, xmlschema.XMLSchemaDecodeError) and len(element) == 0:
        came = f"{name} holds {(element.text or '')[:LONGEST_CAME]!r}; expected "
        expected = _kind(error.validator) or expected
    else:
        came = f"{name} is not valid: "
    return FaultText(
        code="SCHEMA",
        text=f"{came}{expected}.",
        path=path_of(element),
        line=element.sourceline or 0,
        expected=expected,
    )


def _kind(validator: object) -> str:
    """Return the kind of value a built-in type, or a restriction of one, stands for."""
    if not isinstance(validator, xmlschema.validators.XsdSimpleType):
        return ""
    built_in = validator
    if validator.target_namespace != XS:
        built_in = getattr(validator, "primitive_type", None) or validator
    return f"a value of xs:{built_in.local_name}"


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _without_namespaces(text: str) -> str:
    """Take `{urn:...}` out of a message for people."""
    kept, _, rest = text.partition("{")
    while rest:
        kept += rest.partition("}")[2].partition("{")[0]
        rest = rest.partition("}")[2].partition("{")[2]
    return kept
