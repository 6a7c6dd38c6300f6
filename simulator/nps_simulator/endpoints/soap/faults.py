"""SOAP faults: what is wrong with a message, as an error and as bytes.

A fault is for messages that are no request of ours; the landlord's no is a normal reply. Style
after WS-I Basic Profile 1.1 (R1004 faultcode of the standard, R1000 unqualified children, HTTP 500
by R1126) and after what real stacks can read: the code is repeated in the faultstring, because
several lose the detail, and the faultstring has no xml:lang, because some then return an object.
"""

from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from nps_wsdl.contract import load_contract

CLIENT: Final = "Client"
SERVER: Final = "Server"
VERSION_MISMATCH: Final = "VersionMismatch"
MUST_UNDERSTAND: Final = "MustUnderstand"

# SOAP 1.1, 4.4: detail is about the Body; these two are about the envelope and a header.
_WITHOUT_DETAIL: Final = frozenset({VERSION_MISMATCH, MUST_UNDERSTAND})
# What XML 1.0 cannot hold, and what would be read back changed.
_UNPRINTABLE: Final = {
    **{number: "\N{REPLACEMENT CHARACTER}" for number in range(32) if number not in {9, 10}},
    **dict.fromkeys(range(0xD800, 0xE000), "\N{REPLACEMENT CHARACTER}"),
    0xFFFE: "\N{REPLACEMENT CHARACTER}",
    0xFFFF: "\N{REPLACEMENT CHARACTER}",
}
LONGEST: Final = 2000  # characters of a text: it may quote what came, and that may be long


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultText:
    """What a fault says. `code` is ours and stable; `actor` is the local name of the faultcode.

    `path`, `line` (from 1) and `expected` say where in the request and what should be there.
    """

    code: str
    text: str
    actor: str = CLIENT
    path: str = ""
    line: int = 0
    expected: str = ""

    @property
    def sentence(self) -> str:
        """The faultstring: code, what was wrong, where."""
        where = (
            f" (line {self.line}, {self.path})"
            if self.path
            else (f" (line {self.line})" if self.line else "")
        )
        return f"{self.code}: {self.text}{where}"


class SoapFault(Exception):  # noqa: N818 - the standard's name for it
    """The message cannot be processed; `fault` is the answer."""

    def __init__(self, fault: FaultText) -> None:
        """Wrap the text of the fault."""
        super().__init__(fault.sentence)
        self.fault = fault


def render_fault(fault: FaultText) -> bytes:
    """Return the whole envelope in UTF-8, with an XML declaration."""
    detail = ""
    if fault.actor not in _WITHOUT_DETAIL:
        place = f"<Path>{_text(fault.path)}</Path>" if fault.path else ""
        line = f"<Line>{fault.line}</Line>" if fault.line else ""
        expected = f"<Expected>{_text(fault.expected)}</Expected>" if fault.expected else ""
        detail = (
            f'<detail><WorksOrderFault xmlns="{load_contract().namespace}">'
            f"<Code>{_text(fault.code)}</Code><Message>{_text(fault.text)}</Message>"
            f"{place}{line}{expected}</WorksOrderFault></detail>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>'
        f"<soap:Fault><faultcode>soap:{fault.actor}</faultcode>"
        f"<faultstring>{_text(fault.sentence)}</faultstring>{detail}</soap:Fault>"
        "</soap:Body></soap:Envelope>"
    ).encode()


def without_namespaces(text: str) -> str:
    """Take `{urn:...}` out of a message for people."""
    kept, _, rest = text.partition("{")
    while rest:
        kept += rest.partition("}")[2].partition("{")[0]
        rest = rest.partition("}")[2].partition("{")[2]
    return kept


def _text(text: str) -> str:
    return escape(text[:LONGEST].translate(_UNPRINTABLE))
