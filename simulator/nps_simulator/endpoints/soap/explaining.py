"""What is wrong with an element, in words: xmlschema explains what lxml refused.

Importing xmlschema and compiling a schema with it take longer than everything else that a server
does before it listens, and only a wrong message needs it. So nothing imports this module by an
import statement: `validation` loads it by name.
"""

from functools import cache
from typing import Final

import xmlschema
from lxml import etree

from nps_simulator.endpoints.soap.envelope import path_of
from nps_simulator.endpoints.soap.faults import FaultText, without_namespaces

LONGEST_CAME: Final = 80
XS: Final = "http://www.w3.org/2001/XMLSchema"


@cache
def compiled(schema: bytes) -> xmlschema.XMLSchema10:
    """Return the schema as xmlschema reads it; that it is one, lxml has found (hence `skip`)."""
    return xmlschema.XMLSchema10(schema.decode(), validation="skip")


def explain(schema: bytes, element: etree._Element, otherwise: FaultText) -> FaultText | None:
    """Return what is wrong first, or None when xmlschema finds nothing wrong.

    `otherwise` is said of an error that cannot be put into words.
    """
    errors = compiled(schema).iter_errors(element)  # type: ignore[arg-type] # lxml-stubs knows no such protocol
    error = next(errors, None)
    if error is None:
        return None
    if isinstance(error, xmlschema.XMLSchemaChildrenValidationError):
        return _wrong_children(error) or otherwise
    return _wrong_value(error) or otherwise


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
    return _told(wrong, f"{came}; expected {expected}.", expected)


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
    expected = without_namespaces((error.reason or "a valid element").rstrip("."))
    if isinstance(error, xmlschema.XMLSchemaDecodeError) and len(element) == 0:
        came = f"{name} holds {(element.text or '')[:LONGEST_CAME]!r}; expected "
        expected = _kind(error.validator) or expected
    else:
        came = f"{name} is not valid: "
    return _told(element, f"{came}{expected}.", expected)


def _told(element: etree._Element, text: str, expected: str) -> FaultText:
    return FaultText(
        code="SCHEMA",
        text=text,
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
