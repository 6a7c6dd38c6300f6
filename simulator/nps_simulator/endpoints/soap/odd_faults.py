"""SOAP Faults as other stacks and old gateways write them, each odd in one way.

A client tells a Fault from an answer whatever it looks like, and takes none of them for success.
Where a form is not legal, the sentence it breaks is named.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final
from xml.sax.saxutils import escape

SOAP_11: Final = "http://schemas.xmlsoap.org/soap/envelope/"
SOAP_12: Final = "http://www.w3.org/2003/05/soap-envelope"
OK: Final = 200
FAULT: Final = 500


def _envelope(inside: str, namespace: str = SOAP_11) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<soap:Envelope xmlns:soap="{namespace}"><soap:Body><soap:Fault>{inside}'
        "</soap:Fault></soap:Body></soap:Envelope>"
    ).encode()


def _standard(text: str) -> bytes:
    return _envelope(f"<faultcode>soap:Server</faultcode><faultstring>{text}</faultstring>")


def _dotted_code(text: str) -> bytes:
    """SOAP 1.1, 4.4.1 has it; WS-I Basic Profile 1.1, R1031 advises against it."""
    return _envelope(f"<faultcode>soap:Server.Busy</faultcode><faultstring>{text}</faultstring>")


def _own_code(text: str) -> bytes:
    return _envelope(
        '<faultcode xmlns:own="urn:example:gateway">own:Busy</faultcode>'
        f"<faultstring>{text}</faultstring>"
    )


def _bare_code(text: str) -> bytes:
    """SOAP 1.1, 4.4: the code is a qualified name; without a prefix it is in no namespace."""
    return _envelope(f"<faultcode>Server</faultcode><faultstring>{text}</faultstring>")


def _qualified(text: str) -> bytes:
    """WS-I Basic Profile 1.1, R1001: the children of a Fault are unqualified."""
    return _envelope(
        f"<soap:faultcode>soap:Server</soap:faultcode><soap:faultstring>{text}</soap:faultstring>"
    )


def _rich(text: str) -> bytes:
    return _envelope(
        "<faultcode>soap:Server</faultcode>"
        f'<faultstring xml:lang="en-GB">{text}</faultstring>'
        "<faultactor>urn:example:gateway</faultactor>"
        '<detail xmlns:own="urn:example:gateway" own:node="2"><own:Trace>Line 1</own:Trace>'
        "<own:Trace>Line 2</own:Trace><Plain/></detail>"
    )


def _wordless(_text: str) -> bytes:
    """SOAP 1.1, 4.4: the text must be there and should explain; here it is empty."""
    return _envelope("<faultcode>soap:Server</faultcode><faultstring/>")


def _soap_1_2(text: str) -> bytes:
    """SOAP 1.1, 4.1.2: an envelope of another namespace is no SOAP 1.1 message."""
    return _envelope(
        "<soap:Code><soap:Value>soap:Receiver</soap:Value></soap:Code>"
        f'<soap:Reason><soap:Text xml:lang="en">{text}</soap:Text></soap:Reason>',
        SOAP_12,
    )


# By name: the HTTP status, and the body for a text. `http-200` breaks SOAP 1.1, 6.2 (a Fault is
# sent with 500).
FORMS: Final[Mapping[str, tuple[int, Callable[[str], bytes]]]] = MappingProxyType(
    {
        "bare-code": (FAULT, _bare_code),
        "dotted-code": (FAULT, _dotted_code),
        "http-200": (OK, _standard),
        "own-code": (FAULT, _own_code),
        "qualified": (FAULT, _qualified),
        "rich": (FAULT, _rich),
        "soap-1-2": (FAULT, _soap_1_2),
        "wordless": (FAULT, _wordless),
    }
)


def odd_fault(form: str, text: str) -> tuple[int, bytes]:
    """The HTTP status and the envelope, in UTF-8. Raises KeyError for a form there is not."""
    status, write = FORMS[form]
    return status, write(escape(text))
