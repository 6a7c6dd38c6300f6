"""One exchange: bytes to a typed request, the landlord's decision, bytes again.

Between a call and its record nothing is awaited, so each exchange is one turn of the loop; the
answer leaves when the record is committed. Nothing is answered that is not in the journal, unless
the sandbox has ended: then the wire log has it.
"""

import logging
from collections.abc import Mapping
from typing import Final

from nps_simulator.endpoints.soap.codec import Codec, CodecError
from nps_simulator.endpoints.soap.faults import SERVER, FaultText, SoapFault, render_fault
from nps_simulator.endpoints.soap.head import Heads
from nps_simulator.endpoints.soap.misdeeds import (
    AFTER,
    BEFORE,
    XML,
    Answer,
    Misdeed,
    shown,
)
from nps_simulator.endpoints.soap.not_understood import unreadable
from nps_simulator.endpoints.soap.replies import Replies
from nps_simulator.endpoints.soap.understanding import Asked, HttpRefused, Understanding
from nps_simulator.endpoints.soap.variation import Variation
from nps_simulator.endpoints.transport import PLAIN_TEXT, Wire
from nps_simulator.endpoints.wirelog import WireLog
from nps_simulator.journal.entries import Delivery, Finding, Http
from nps_simulator.journal.masking import http_message
from nps_simulator.sandbox.faults import KILLS, InjectedFault
from nps_simulator.sandbox.player import ScriptError
from nps_simulator.sandbox.sandbox import Sandbox, SandboxClosed
from nps_simulator.store.protocol import LostError
from nps_wsdl.contract import load_contract

REMEMBERED_REPLIES: Final = 4096  # for stale replies: one for each sandbox, contractor, operation
INTERNAL: Final = FaultText(
    code="INTERNAL",
    text="The simulator failed; this is its own error, please report it.",
    actor=SERVER,
)
_log = logging.getLogger(__name__)


class SoapEndpoint:
    """Speaks SOAP 1.1 for all sandboxes of a process. Single-threaded."""

    def __init__(self, log: WireLog) -> None:
        """Compile contract and schema."""
        contract = load_contract()
        codec = Codec(contract)
        self._understanding = Understanding(contract, codec)
        self._replies = Replies(codec)
        self._heads = Heads()
        self._log = log
        self._last: dict[tuple[str, str | None, str | None], bytes] = {}
        # Exchanges on their way: their numbers, and their connections.
        self._open: dict[tuple[str, str, str], tuple[int, Wire]] = {}
        self._unanswered: dict[tuple[str, str], dict[int, Wire]] = {}  # of whom; numbers ascend
        self.challenges: Mapping[str, int] = self._understanding.challenges

    async def handle(self, sandbox: Sandbox, wire: Wire, raw: bytes) -> None:
        """Answer a POST whose body is `raw`."""
        http = http_message(wire.start, wire.headers, raw)
        head = self._heads.read(wire.headers)
        asked = Asked(sandbox=sandbox, wire=wire, raw=raw, http=http, head=head)
        try:
            try:
                self._understanding.understand(asked)
            except SoapFault as error:
                await self._refuse_message(asked, error.fault)
            except CodecError as error:
                await self._refuse_message(asked, unreadable(error))
            except HttpRefused as refused:
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

    async def _exchange(self, asked: Asked) -> None:
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
            written = self._replies.write(operation, reply, style)
            status, body, http_reply = 200, written.body, written.shown
        except Exception:  # noqa: BLE001 - whatever it is, the exchange has to be recorded
            # A reply we cannot write is our own error, but the effect is there: so is its entry.
            _log.exception("A reply of %s cannot be written", operation)
            status, body = 500, render_fault(INTERNAL)
            http_reply = shown(status, XML, body)
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
            http_reply=http_reply if misdeed is None else misdeed.shown,
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

    async def _replace(self, asked: Asked, fault: InjectedFault, misdeed: Misdeed) -> None:
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

    async def _refuse_message(self, asked: Asked, told: FaultText) -> None:
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


async def _played(asked: Asked, misdeed: Misdeed, fault: InjectedFault | None) -> None:
    """Play a misdeed; one that ends the contractor's program does so before it can hear of it."""
    if fault is not None and fault.kind in KILLS:
        await asked.sandbox.kill()
    await misdeed.play(asked.wire)
