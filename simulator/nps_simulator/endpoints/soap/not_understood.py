"""Faults for messages that are well-formed, and still cannot be understood."""

from lxml import etree

from nps_simulator.endpoints.soap.codec import CodecError
from nps_simulator.endpoints.soap.envelope import path_of
from nps_simulator.endpoints.soap.faults import FaultText, SoapFault
from nps_wsdl.contract import load_contract


def unknown(child: etree._Element, operations: list[str]) -> SoapFault:
    """The fault for a Body that asks for none of these operations."""
    namespace = load_contract().namespace
    return SoapFault(
        FaultText(
            code="OPERATION",
            text=f"{child.tag!s} is no operation of this interface; send one of "
            f"{', '.join(operations)} in {namespace}.",
            path=path_of(child),
            line=child.sourceline or 0,
            expected=f"an operation of {namespace}",
        )
    )


def unreadable(error: CodecError) -> FaultText:
    """The fault for a valid message with a value that no value can be."""
    refused = error.refused
    return FaultText(
        code="SCHEMA",
        text=f"{refused.path.rpartition('/')[2]} holds {refused.came!r}; "
        f"expected {refused.expected}.",
        path=refused.path,
        line=refused.line or 0,
        expected=refused.expected,
    )
