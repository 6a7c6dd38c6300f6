"""One exchange: bytes to a typed request, the landlord's decision, bytes again.

Between a call and its record nothing is awaited, so each exchange is one turn of the loop; the
answer leaves when the record is committed. Nothing is answered that is not in the journal, unless
the sandbox has ended: then the wire log has it.
"""

import logging
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from nps_scenarios.profile import Credentials
from nps_simulator.clock import machine_now
from nps_simulator.endpoints.soap.codec import Codec, CodecError
from nps_simulator.endpoints.soap.envelope import EnvelopeReader
from nps_simulator.endpoints.soap.faults import SERVER, FaultText, SoapFault, render_fault
from nps_simulator.endpoints.soap.head import Head, Heads
from nps_simulator.endpoints.soap.misdeeds import (
    AFTER,
    BEFORE,
    CHALLENGE,
    XML,
    Answer,
    Misdeed,
    shown,
)
from nps_simulator.endpoints.soap.not_understood import unknown, unreadable
from nps_simulator.endpoints.soap.security import contractor_of
from nps_simulator.endpoints.soap.validation import Validator
from nps_simulator.endpoints.soap.variation import Variation
from nps_simulator.endpoints.transport import PLAIN_TEXT, Wire
from nps_simulator.endpoints.wirelog import WireLog
from nps_simulator.journal.entries import Delivery, Finding, Http
from nps_simulator.journal.masking import http_message
from nps_simulator.sandbox.faults import KILLS, InjectedFault
from nps_simulator.sandbox.player import ScriptError
from nps_simulator.sandbox.sandbox import Sandbox, SandboxClosed
from nps_simulator.store.protocol import LostError
from nps_wsdl.contract import load_contract, schema_bytes

REMEMBERED_REPLIES: Final = 4096  # for stale replies: one for each sandbox, contractor, operation
XML_TYPE: Final = "text/xml"
SOAP12_TYPE: Final = "application/soap+xml"
INTERNAL: Final = FaultText(
    code="INTERNAL",
    text="The simulator failed; this is its own error, please report it.",
    actor=SERVER,
)
_log = logging.getLogger(__name__)


@dataclass(slots=True, kw_only=True)
class _Asked:
    """One exchange while it is under way; filled in as far as the request can be understood."""

    sandbox: Sandbox
    wire: Wire
    raw: bytes
    http: Http
    head: Head
    operation: str | None = None
    contractor: str | None = None
    request: Any = None  # one of the request classes of `messages`
    findings: tuple[Finding, ...] = ()


class _Refused(Exception):  # noqa: N818 - it never leaves this module
    """The request gets an answer in plain HTTP."""

    def __init__(self, status: int, text: str, headers: bytes) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.headers = headers


class SoapEndpoint:
    """Speaks SOAP 1.1 for all sandboxes of a process. Single-threaded."""

    def __init__(self, log: WireLog) -> None:
        """Compile contract and schema."""
        contract = load_contract()
        self._actions = {name: each.soap_action for name, each in contract.operations.items()}
        self._codec = Codec(contract)
        self._operations = self._codec.operations
        self._validator = Validator(schema_bytes())
        self._reader = EnvelopeReader()
        self._heads = Heads()
        self._log = log
        self._last: dict[tuple[str, str | None, str | None], bytes] = {}
        # Exchanges on their way: their numbers, and their connections.
        self._open: dict[tuple[str, str, str], tuple[int, Wire]] = {}
        self._unanswered: dict[tuple[str, str], dict[int, Wire]] = {}  # of whom; numbers ascend
        self.challenges: dict[str, int] = {}  # 401 answers, by sandbox

    async def handle(self, sandbox: Sandbox, wire: Wire, raw: bytes) -> None:
        """Answer a POST whose body is `raw`."""
        http = http_message(wire.start, wire.headers, raw)
        head = self._heads.read(wire.headers)
        asked = _Asked(sandbox=sandbox, wire=wire, raw=raw, http=http, head=head)
        try:
            try:
                self._understand(asked)
            except SoapFault as error:
                await self._refuse_message(asked, error.fault)
            except CodecError as error:
                await self._refuse_message(asked, unreadable(error))
            except _Refused as refused:
                await self.refuse(
                    sandbox, wire, http, refused.status, refused.text, headers=refused.headers
                )
            else:
                await self._exchange(asked)
        except SandboxClosed:
            text = "This sandbox is closed; nothing more is taken in."
            await self._unrecorded(wire, FaultText(code="CLOSED", text=text, actor=SERVER))
        except LostError as error:
            text = "What was asked could not be stored and has not happened; send it again."
            told = FaultText(code="NOT-STORED", text=text, actor=SERVER)
            await self._unrecorded(wire, told, f"{error}")
        except ScriptError as error:
            text = f"The scenario cannot go on, and what was asked has not happened: {error}"
            await self._unrecorded(wire, FaultText(code="SCRIPT", text=text, actor=SERVER))

    async def _unrecorded(self, wire: Wire, told: FaultText, why: str = "") -> None:
        self._log.note(peer=wire.peer, start=wire.start, status=500, text=why or told.text)
        await wire.answer(500, XML, render_fault(told))

    def _understand(self, asked: _Asked) -> None:
        """Fill in what is asked and by whom. Raises SoapFault, CodecError and _Refused."""
        head = asked.head
        if head.media_type not in {XML_TYPE, SOAP12_TYPE}:
            text = f"Content-Type is {head.media_type or 'absent'}; SOAP 1.1 is text/xml."
            raise _Refused(415, text, b"Accept: text/xml\r\n")
        if head.encoding not in {"", "identity"}:
            text = f"Content-Encoding is {head.encoding}; send the body as it is (identity)."
            raise _Refused(415, text, b"Accept-Encoding: identity\r\n")
        scheme = asked.sandbox.profile.credentials
        early = scheme is Credentials.BASIC or (
            scheme is Credentials.EITHER and head.basic is not None
        )
        if early:
            self._authenticate(asked, None)
        envelope = self._reader.read(asked.raw, head.charset)
        if head.media_type == SOAP12_TYPE:
            text = f"Content-Type is {SOAP12_TYPE} over a SOAP 1.1 envelope; send text/xml."
            raise _Refused(415, text, b"Accept: text/xml\r\n")
        child = envelope.child
        operation = asked.operation = self._operations.get(str(child.tag))
        if operation is None:
            raise unknown(child, list(self._actions))
        action = self._actions[operation]
        if head.soap_action != action or not head.quoted:
            asked.findings = head.findings(operation, action)
        if not early:
            self._authenticate(asked, envelope.header)
        self._validator.check(child, len(asked.raw))
        asked.request = self._codec.decode(child)

    def _authenticate(self, asked: _Asked, header: etree._Element | None) -> None:
        """Fill in the contractor. Raises _Refused (401) and SoapFault."""
        sandbox, basic = asked.sandbox, asked.head.basic
        scheme = sandbox.profile.credentials
        asked.contractor = contractor_of(sandbox, scheme, basic, header, machine_now)
        if asked.contractor is None:
            self.challenges[sandbox.name] = self.challenges.get(sandbox.name, 0) + 1
            came = "These are not the credentials" if basic else "There are no credentials"
            text = f"{came} of a contractor of this landlord; send them by HTTP Basic."
            raise _Refused(401, text, CHALLENGE)

    async def _exchange(self, asked: _Asked) -> None:
        """Call, record, wait for the commit, answer; or do what an armed fault says."""
        sandbox, wire, operation = asked.sandbox, asked.wire, str(asked.operation)
        contractor = str(asked.contractor)
        fault = sandbox.fault_for(operation)
        if fault is not None and fault.kind in BEFORE:
            await self._replace(asked, fault, BEFORE[fault.kind](fault))
            return
        called = sandbox.call(contractor, asked.request)
        vary = Variation(sandbox.seed, sandbox.next_entry) if sandbox.varies else None
        reply, style = (called.reply, None) if vary is None else (vary.reply(called), vary.style)
        key = (sandbox.name, contractor, operation)
        misdeed: Misdeed | None = None
        # Of who leaves from here on we cannot know whether they were told.
        delivery, outcome = Delivery.DELIVERED, ""
        try:
            status, body = 200, self._codec.encode(operation, reply, style)
        except Exception:  # noqa: BLE001 - whatever it is, the exchange has to be recorded
            # A reply we cannot write is our own error, but the effect is there: so is its entry.
            _log.exception("A reply of %s cannot be written", operation)
            status, body = 500, render_fault(INTERNAL)
            outcome, delivery = "fault", Delivery.REPLY_BROKEN
        if fault is not None and not outcome:
            misdeed = AFTER[fault.kind](fault, Answer(body=body, stale=self._last.get(key, b"")))
            delivery = misdeed.delivery
        elif vary is not None and not outcome:
            misdeed = vary.answer(body, wire, takes_gzip=asked.head.takes_gzip)
        beside = self._open.get(key)
        waiting = self._unanswered.setdefault(key[:2], {})
        recorded = sandbox.record(
            http_request=asked.http,
            http_reply=shown(status, XML, body) if misdeed is None else misdeed.shown,
            operation=operation,
            contractor=contractor,
            request=asked.request,
            reply=None if vary is None else reply,
            called=called,
            outcome=outcome,
            code=INTERNAL.code if outcome else "",
            delivery=delivery,
            fault=fault.kind if fault is not None else "",
            findings=asked.findings,
            during=None if beside is None or beside[1].given_up else beside[0],
            unheard=next((seq for seq, each in waiting.items() if not each.given_up), None),
        )
        self._open[key] = (recorded.seq, wire)
        waiting[recorded.seq] = wire
        try:
            await recorded
            self._remember(key, body)
            if misdeed is None:
                await wire.answer(status, XML, body)
            else:
                await _played(asked, misdeed, fault)
        finally:
            del waiting[recorded.seq]
            if not waiting and self._unanswered.get(key[:2]) is waiting:
                del self._unanswered[key[:2]]
            if self._open.get(key) == (recorded.seq, wire):
                del self._open[key]

    async def _replace(self, asked: _Asked, fault: InjectedFault, misdeed: Misdeed) -> None:
        """Play a fault that keeps the request from the landlord's side."""
        await asked.sandbox.record(
            http_request=asked.http,
            http_reply=misdeed.shown,
            operation=asked.operation,
            contractor=asked.contractor,
            request=asked.request,
            outcome=misdeed.outcome,
            code=misdeed.code,
            delivery=misdeed.delivery,
            fault=fault.kind,
            findings=asked.findings,
        )
        await _played(asked, misdeed, fault)

    def _remember(self, key: tuple[str, str | None, str | None], body: bytes) -> None:
        if len(self._last) >= REMEMBERED_REPLIES and key not in self._last:
            self._last.pop(next(iter(self._last)))
        self._last[key] = body

    async def _refuse_message(self, asked: _Asked, told: FaultText) -> None:
        """Answer a SOAP Fault; the journal says of the message what the fault says."""
        body = render_fault(told)
        finding = Finding(
            code=told.code, text=told.text, path=told.path, line=told.line, expected=told.expected
        )
        await asked.sandbox.record(
            http_request=asked.http,
            http_reply=shown(500, XML, body),
            operation=asked.operation,
            contractor=asked.contractor,
            outcome="fault",
            code=told.code,
            findings=(*asked.findings, finding),
        )
        await asked.wire.answer(500, XML, body)

    async def refuse(  # noqa: PLR0913 - the parts of one answer
        self,
        sandbox: Sandbox,
        wire: Wire,
        http_request: Http,
        status: int,
        text: str,
        *,
        headers: bytes = b"",
    ) -> None:
        """Answer in plain HTTP, journaled."""
        body = text.encode()
        await sandbox.record(
            http_request=http_request,
            http_reply=shown(status, PLAIN_TEXT, body),
            outcome="http",
            code=str(status),
        )
        await wire.answer(status, headers + PLAIN_TEXT, b"" if wire.method == "HEAD" else body)


async def _played(asked: _Asked, misdeed: Misdeed, fault: InjectedFault | None) -> None:
    """Play a misdeed; one that ends the contractor's program does so before it can hear of it."""
    if fault is not None and fault.kind in KILLS:
        await asked.sandbox.kill()
    await misdeed.play(asked.wire)
