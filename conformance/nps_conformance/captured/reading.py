"""Understands captured messages as the landlord would: by the published contract, and no further.

What the landlord of the log made of them stands in its replies; whether the messages were right is
looked at here anew.
"""

from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from nps_conformance.captured.message import Captured, Message
from nps_simulator.endpoints.soap.codec import Codec, CodecError
from nps_simulator.endpoints.soap.envelope import WSSE, EnvelopeReader
from nps_simulator.endpoints.soap.faults import FaultText, SoapFault
from nps_simulator.endpoints.soap.head import Head, read_head
from nps_simulator.endpoints.soap.validation import Validator
from nps_simulator.journal.entries import Delivery, Finding
from nps_wsdl.contract import load_contract, schema_bytes

SOMEBODY: Final = "contractor"  # whoever it was: the log does not say
OK, SERVER_ERROR = 200, 500
# Answers in plain HTTP that refuse the request itself; what else fails is the landlord's affair.
_REFUSED: Final = frozenset({401, 405, 408, 411, 413, 415, 431})
_FAULT: Final = "{http://schemas.xmlsoap.org/soap/envelope/}Fault"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as far as it can be understood; `fault` is what is wrong with it."""

    operation: str | None = None
    contractor: str = SOMEBODY
    request: Any = None  # one of the request classes of `messages`
    findings: tuple[Finding, ...] = ()
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What became of a request; the fields are those of `journal.entries.Exchange`."""

    outcome: str
    code: str = ""
    reply: Any = None  # one of the reply classes of `messages`
    delivery: str = Delivery.DELIVERED
    strange: bool = False  # a reply that is none of the contract


class Understanding:
    """Reads messages of the contract."""

    def __init__(self) -> None:
        contract = load_contract()
        self._actions = {name: each.soap_action for name, each in contract.operations.items()}
        self._namespace = contract.namespace
        self._codec = Codec(contract)
        self._validator = Validator(schema_bytes())
        self._reader = EnvelopeReader()

    def asked(self, message: Message) -> Asked:
        """What a request asks for."""
        head = read_head(message.headers)
        name = head.basic.username if head.basic else SOMEBODY
        operation: str | None = None
        findings: tuple[Finding, ...] = ()
        try:
            envelope = self._reader.read(message.body, head.charset)
            name = _username(envelope.header) or name
            operation = self._codec.operations.get(str(envelope.child.tag))
            if operation is not None and message.headers:
                findings = self._about_action(head, operation)
            if operation is None:
                return Asked(
                    contractor=name, findings=(_unknown(envelope.child),), fault="OPERATION"
                )
            self._validator.check(envelope.child, len(message.body))
            request = self._codec.decode(envelope.child)
        except SoapFault as error:
            return _faulty(operation, name, findings, error.fault)
        except CodecError as error:
            refused = error.refused
            text = FaultText(
                code="SCHEMA",
                text=str(error),
                path=refused.path,
                line=refused.line or 0,
                expected=refused.expected,
            )
            return _faulty(operation, name, findings, text)
        return Asked(operation=operation, contractor=name, request=request, findings=findings)

    def _about_action(self, head: Head, operation: str) -> tuple[Finding, ...]:
        action = self._actions[operation]
        if head.soap_action == action and head.quoted:
            return ()
        return head.findings(operation, action)

    def answered(self, captured: Captured, asked: Asked) -> Answered:
        """What became of it. A reply that never came leaves all open, as it does for the client."""
        message = captured.reply
        if message is None:
            return Answered(outcome="unknown", delivery=Delivery.REPLY_LOST)
        if captured.request.start.startswith("GET ") and message.status == OK:
            return Answered(outcome="document")
        child = self._child(message)
        if child is not None and child.tag == _FAULT:
            return _of_fault(child, asked)
        if message.status != OK:
            refused = message.status in _REFUSED
            delivery = Delivery.DELIVERED if refused else Delivery.REPLACED
            return Answered(outcome="http", code=str(message.status), delivery=delivery)
        if asked.fault:
            # That landlord took what the contract does not; without a request nothing follows.
            return Answered(outcome="unknown" if asked.operation else "fault", code=asked.fault)
        return self._accepted(child, message, asked)

    def _child(self, message: Message) -> etree._Element | None:
        try:
            return self._reader.read(message.body, read_head(message.headers).charset).child
        except SoapFault:
            return None

    def _accepted(self, child: etree._Element | None, message: Message, asked: Asked) -> Answered:
        if child is None:
            return Answered(outcome="success", delivery=Delivery.REPLY_BROKEN, strange=True)
        if child.tag != f"{{{self._namespace}}}{asked.operation}Response":
            return Answered(outcome="success", strange=True)
        try:
            self._validator.check(child, len(message.body))
            reply = self._codec.decode_reply(child)
        except (SoapFault, CodecError):
            return Answered(outcome="success", strange=True)
        status = reply.action_status
        if status.success_flag:
            return Answered(outcome="success", reply=reply)
        code = status.messages[0].code if status.messages else ""
        return Answered(outcome="refusal", code=code, reply=reply)


def _faulty(
    operation: str | None, name: str, findings: tuple[Finding, ...], told: FaultText
) -> Asked:
    finding = Finding(
        code=told.code, text=told.text, path=told.path, line=told.line, expected=told.expected
    )
    return Asked(
        operation=operation, contractor=name, findings=(*findings, finding), fault=told.code
    )


def _unknown(child: etree._Element) -> Finding:
    return Finding(
        code="OPERATION",
        text=f"{child.tag!s} is no operation of the published contract.",
        line=child.sourceline or 0,
        expected="an operation of the published contract",
    )


def _username(header: etree._Element | None) -> str:
    if header is None:
        return ""
    return (header.findtext(f".//{{{WSSE}}}UsernameToken/{{{WSSE}}}Username") or "").strip()


def _of_fault(child: etree._Element, asked: Asked) -> Answered:
    """A fault counts against the client only where the message is wrong by the published contract,
    or where its credentials were; any other is the landlord's, and nothing happened.
    """
    code = child.findtext("detail/{*}WorksOrderFault/{*}Code") or ""
    if asked.fault:
        return Answered(outcome="fault", code=asked.fault)
    if code == "CREDENTIALS" or "FailedAuthentication" in (child.findtext("faultcode") or ""):
        return Answered(outcome="fault", code="CREDENTIALS")
    return Answered(outcome="fault", code=code or "FAULT", delivery=Delivery.REPLACED)
