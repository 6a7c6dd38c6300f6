"""One sandbox: a landlord behind an address. The face that endpoints, plan and control use.

Everything runs in one thread, and everything that has an effect is stored with the turn of the
event loop in which it happens: await what is returned to know it is. Without a running loop it is
stored at once.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any

from nps_scenarios.profile import Profile
from nps_scenarios.scenario import Scenario
from nps_simulator.clock import Pace
from nps_simulator.dice import Dice
from nps_simulator.domain.model import WorksOrder
from nps_simulator.journal.chain import decode
from nps_simulator.journal.entries import Delivery, Entry, Finding, Http, Instruction
from nps_simulator.sandbox import calls, deeds, faults
from nps_simulator.sandbox.calls import Called
from nps_simulator.sandbox.core import Core
from nps_simulator.sandbox.definition import Definition
from nps_simulator.sandbox.faults import KILLS, InjectedFault
from nps_simulator.sandbox.life import Life, SandboxClosed
from nps_simulator.sandbox.recording import (
    Answered,
    Recorded,
    write_closed,
    write_driver,
    write_exchange,
)
from nps_simulator.sandbox.state import WaitingInstruction
from nps_simulator.store.protocol import Store

__all__ = ["Called", "Sandbox", "SandboxClosed"]


class Sandbox:
    """One landlord. What is awaitable resolves when it is committed, and raises LostError when
    that failed and was undone; the sandbox then goes on from what was committed before.
    """

    def __init__(self, name: str, core: Core, store: Store) -> None:
        self.name = name
        self.at_kill: Callable[[], Awaitable[None]] | None = None  # set by who runs the program
        self._store = store
        self._life = Life(name, core, store)
        self.varies = core.definition.vary  # asked with every exchange
        self._passwords = {
            account.name: account.password
            for account in core.definition.contractors
            if account.password is not None
        }

    @property
    def definition(self) -> Definition:
        """All it was opened with."""
        return self._life.definition

    @property
    def scenario(self) -> Scenario:
        """The script it plays; one without steps is free play."""
        return self._life.definition.scenario

    @property
    def profile(self) -> Profile:
        """The landlord's policy."""
        return self._life.definition.profile

    @property
    def mode(self) -> str:
        """`faithful` or `gullible`."""
        return self._life.definition.mode

    @property
    def seed(self) -> int:
        """The seed of its dice."""
        return self._life.definition.seed

    @property
    def dice(self) -> Dice:
        """Its chance; what is drawn in a turn is stored with the turn."""
        return self._life.core().dice

    @property
    def next_entry(self) -> int:
        """The number that the next entry of the journal will have."""
        return self._life.core().seq

    def account(self, username: str, password: str) -> str | None:
        """The contractor with these credentials."""
        known = self._passwords.get(username)
        if known is None or not compare_digest(known.encode(), password.encode()):
            return None
        return username

    def password(self, username: str) -> str | None:
        """The password of an account, for a WS-Security PasswordDigest."""
        return self._passwords.get(username)

    def fault_for(self, operation: str) -> InjectedFault | None:
        """Takes the fault armed for this call, if there is one."""
        core = self._life.core()
        fault = None if core.state.closed else faults.take(core, operation)
        if fault is not None and fault.kind in KILLS and self.at_kill is None:
            return replace(fault, kind=KILLS[fault.kind])
        return fault

    async def kill(self) -> None:
        """Have the contractor's program killed and started again, in the middle of a call."""
        if self.at_kill is not None:
            await self.at_kill()

    def call(self, contractor: str, request: Any) -> Called:  # noqa: ANN401 - any of the requests
        """What the landlord does and replies; `record` it in the same turn, without awaiting.

        Raises SandboxClosed; LostError when the effect could not be stored.
        """
        core = self._life.open_core()
        effects = core.effects
        try:  # as `turn` does, without the cost of a context manager
            core.check_recorded()
            if core.clock.pace is not Pace.FROZEN and self._life.player.waits_for_time:
                self._life.player.go_on()
            core.unrecorded = called = calls.call(core, contractor, request)
        except Exception as error:
            self._life.failed(core, effects, error)
            raise
        core.touch()
        return called

    def record(  # noqa: PLR0913 - an exchange has many sides; all are named
        self,
        *,
        http_request: Http,
        http_reply: Http,
        operation: str | None = None,
        contractor: str | None = None,
        request: Any = None,  # noqa: ANN401 - one of the requests of `messages`
        reply: Any = None,  # noqa: ANN401 - one of the replies
        called: Called | None = None,
        outcome: str = "",
        code: str = "",
        delivery: str = Delivery.DELIVERED,
        fault: str = "",
        findings: Sequence[Finding] = (),
        during: int | None = None,
        unheard: int | None = None,
    ) -> Recorded:
        """Writes an exchange, applies what its delivery brings, and lets the script go on.

        With `called`, outcome, code, reply and the like come from there. Raises SandboxClosed,
        ScriptError; awaiting it raises LostError.
        """
        answered = Answered(
            http_request=http_request,
            http_reply=http_reply,
            operation=operation,
            contractor=contractor,
            request=request,
            reply=reply,
            called=called,
            outcome=outcome,
            code=code,
            delivery=delivery,
            fault=fault,
            findings=findings,
            during=during,
            unheard=unheard,
        )
        core = self._life.open_core()
        effects = core.effects
        try:  # as `turn` does, without the cost of a context manager
            seq = write_exchange(core, answered)
            if called is not None:
                delivered = delivery == Delivery.DELIVERED
                self._life.player.exchanged(called.operation, request, delivered=delivered)
        except Exception as error:
            self._life.failed(core, effects, error)
            raise
        return self._life.written(seq)

    def act(self, name: str, arguments: Mapping[str, Any], by: str = "control") -> Recorded:
        """Lets the landlord take an action; orders by number or by the script's handle.

        Raises DeedError and ActionError for what cannot be done; then nothing has happened.
        """
        with self._life.turn() as core:
            seq = deeds.act(core, name, arguments, by)
            self._life.player.go_on()
        return self._life.written(seq)

    def instruct(self, arguments: Mapping[str, Any]) -> None:
        """Puts down a fact of the world for the contractor's side: `kind`, `order`, `text` ..."""
        deeds.instruct(self._life.open_core(), arguments)
        self._store.settle()

    def arm(self, arguments: Mapping[str, Any]) -> Recorded:
        """Arms a fault: `on`, `kind`, `count`, `skip`, and its settings. Raises FaultError."""
        return self._life.written(faults.arm(self._life.open_core(), arguments))

    def take_instructions(self, most: int | None = None) -> list[Instruction]:
        """The facts that wait, oldest first and `most` of them. They are journaled now: this is
        the telling.
        """
        core = self._life.core()
        if core.state.closed or not core.state.waiting:
            return []
        told = deeds.tell(core, most)
        self._store.settle()
        return told

    def driver_event(self, event: str, number: int | None = None, detail: str = "") -> Recorded:
        """Journals what a driver saw; see `journal.entries.Driver`."""
        return self._life.written(write_driver(self._life.open_core(), event, number, detail))

    def begin_round(self, number: int) -> Recorded:
        """Hands out a round: a given clock moves on by the scenario's length of a round."""
        with self._life.turn() as core:
            if core.clock.pace is Pace.FROZEN:
                deeds.move_clock(core, {"advance": self.scenario.round_length}, "round")
            seq = write_driver(core, "round", number, "")
            self._life.player.round_began()
        return self._life.written(seq)

    @property
    def ended(self) -> bool:
        """Closed, or the script is played to its end. Raises ScriptError when it could not be."""
        if self._life.failure is not None:
            raise self._life.failure
        core = self._life.core()
        return bool(core.state.closed) or self._life.player.over

    @property
    def closed(self) -> str:
        """Why it was closed; empty while it is open."""
        return self._life.core().state.closed

    def close(self, why: str) -> Recorded:
        """Ends it: what comes later changes nothing. Raises SandboxClosed when it is already."""
        return self._life.written(write_closed(self._life.open_core(), why))

    def now(self) -> datetime:
        """Its time."""
        return self._life.core().clock.now()

    def advance(self, by: timedelta, why: str) -> Recorded:
        """Moves the clock on by a span; the script may go on. Raises ClockError."""
        return self._move({"advance": by}, why)

    def move_clock(self, to: datetime, why: str) -> Recorded:
        """Moves the clock on to a time; the script may go on. Raises ClockError."""
        return self._move({"to": to}, why)

    def _move(self, how: Mapping[str, Any], why: str) -> Recorded:
        with self._life.turn() as core:
            seq = deeds.move_clock(core, how, why)
            self._life.player.go_on()
        return self._life.written(seq)

    def entries(self, start: int = 0) -> Iterator[Entry]:
        """The journal from entry `start` on, as committed (what is open is committed first)."""
        return map(decode, self._store.entries(self._life.core().key, start))

    def order(self, handle_or_number: str) -> WorksOrder | None:
        """A works order by number, or by the script's handle."""
        core = self._life.core()
        return core.books.order(core.state.handles.get(handle_or_number, handle_or_number))

    def orders(self, after: str = "", limit: int = 100) -> tuple[WorksOrder, ...]:
        """Works orders in order of number, after that number; for people who look."""
        return self._life.core().books.orders(after, limit)

    @property
    def waiting(self) -> tuple[WaitingInstruction, ...]:
        """The facts the contractor's side has not been told yet, oldest first."""
        return tuple(self._life.core().state.waiting)

    def handles(self) -> Mapping[str, str]:
        """The script's names of orders, and their numbers."""
        return dict(self._life.core().state.handles)
