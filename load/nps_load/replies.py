"""Replies, checked cheaply: the flag and the few values a volume user needs, found by pattern.

HTTP 200 alone is never a success: a reply counts when it carries the success flag `Y` and names
what was asked for. A reply with comments or CDATA is written plainly first; the patterns see
elements with any prefix. What needs more (an invoice needs the lines) reads the whole reply with
the codec.
"""

import re
from dataclasses import dataclass, replace
from typing import Any, Final

from lxml import etree

from nps_simulator.endpoints.soap.codec import Codec
from nps_simulator.endpoints.soap.envelope import EnvelopeReader
from nps_simulator.endpoints.soap.faults import SoapFault
from nps_wsdl.contract import load_contract

OK: Final = 200
NO_REPLY: Final = "no reply"
SERVER_ERROR: Final = 500


def _element(name: bytes) -> re.Pattern[bytes]:
    """An element's text. It begins with a fixed letter set, so that the search is quick; the text
    must not be blank, so that an end tag is never taken for a start tag.
    """
    return re.compile(rb"[<:](%b)(?:\s[^>]*)?>\s*([^<\s][^<]*?)\s*</" % name)


_FLAG: Final = _element(b"SuccessFlag")
_CODE: Final = _element(b"Code")
_FAULT_CODE: Final = re.compile(rb"<(faultcode)(?:\s[^>]*)?>\s*([^<\s][^<]*?)\s*</")
_ENTRY: Final = _element(b"WorksOrderNumber|Version|ChangeType")
_NUMBER: Final = _element(b"WorksOrderNumber")
_VERSION: Final = _element(b"Version")
_MORE: Final = _element(b"MoreAvailable")
_APPOINTMENT: Final = _element(b"AppointmentReference")
_INVOICE: Final = _element(b"InvoiceNumber")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One entry of a list: the number, and what the profile adds to it."""

    number: str
    version: int = 0
    change: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back. `problem` is empty for a success, and else short enough to count by.

    `unclear` says that nobody knows whether the landlord did it: no reply, or none of the contract.
    """

    success: bool
    problem: str = ""
    code: str = ""
    unclear: bool = False
    body: bytes = b""

    def listed(self) -> tuple[Listed, ...]:
        """The entries of a list, in its order."""
        entries: list[Listed] = []
        for name, value in _ENTRY.findall(self.body):
            if name == b"WorksOrderNumber":
                entries.append(Listed(number=value.decode()))
            elif name == b"Version":
                entries[-1] = replace(entries[-1], version=int(value))
            else:
                entries[-1] = replace(entries[-1], change=value.decode())
        return tuple(entries)

    @property
    def more(self) -> bool:
        """Whether a list was only the first part."""
        return _first(_MORE, self.body) == "Y"

    @property
    def number(self) -> str:
        """The order a reply names first."""
        return _first(_NUMBER, self.body)

    @property
    def version(self) -> int:
        """The version it names first; 0 for none."""
        return int(_first(_VERSION, self.body) or 0)

    @property
    def appointment(self) -> str:
        """The appointment reference it names first."""
        return _first(_APPOINTMENT, self.body)

    @property
    def invoice(self) -> str:
        """The landlord's invoice number it names first."""
        return _first(_INVOICE, self.body)


def _first(pattern: re.Pattern[bytes], body: bytes) -> str:
    found = pattern.search(body)
    return found[2].decode() if found else ""


class Replies:
    """Reads replies. One for each process is enough."""

    def __init__(self) -> None:
        self._codec = Codec(load_contract())
        self._reader = EnvelopeReader()

    def check(self, status: int, body: bytes) -> Reply:
        """A reply of the landlord, by its status and bytes."""
        if b"<!" in body:
            body = self._plainly(body)
        flag = _first(_FLAG, body) if status == OK else ""
        if flag == "Y":
            return Reply(success=True, body=body)
        if flag == "N":
            code = _first(_CODE, body) or "no code"
            return Reply(success=False, problem=f"refused: {code}", code=code, body=body)
        return _not_of_the_contract(status, body)

    def typed(self, reply: Reply) -> Any:  # noqa: ANN401 - one of many classes
        """The whole reply as its message class. Raises SoapFault or CodecError."""
        return self._codec.decode_reply(self._reader.read(reply.body, None).child)

    def _plainly(self, body: bytes) -> bytes:
        """The same without comments and CDATA; what cannot be read stays as it is."""
        try:
            envelope = self._reader.read(body, None).child.getroottree()
        except SoapFault:
            return body
        return etree.tostring(envelope, encoding="UTF-8")


def lost(error: object) -> Reply:
    """The reply that never came: `error` is what ended the waiting."""
    return Reply(success=False, problem=f"{NO_REPLY}: {type(error).__name__}", unclear=True)


def about(reply: Reply, number: str) -> Reply:
    """The reply, or a failed one when it names another order than was asked for."""
    if not reply.success or reply.number == number:
        return reply
    return replace(reply, success=False, problem="the reply names another order", unclear=True)


def _not_of_the_contract(status: int, body: bytes) -> Reply:
    fault = _first(_FAULT_CODE, body)
    if status == SERVER_ERROR and fault:
        return Reply(success=False, problem=f"fault: {fault}", unclear=True, body=body)
    if status != OK:
        # What is refused before it was looked at has not been done.
        unclear = status >= SERVER_ERROR
        return Reply(success=False, problem=f"HTTP {status}", unclear=unclear, body=body)
    return Reply(success=False, problem="no success flag", unclear=True, body=body)
