"""Builds the evidence of a journal, in one pass and in linear time."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, cast

import msgspec

from nps_conformance.evidence.model import (
    APPOINT,
    APPOINTMENT_STATUS,
    DETAILS,
    INVOICE,
    POLL,
    RECEIPT,
    WORK,
    Call,
    Evidence,
    Listing,
    Story,
    View,
)
from nps_conformance.evidence.pace import Pace, lively
from nps_conformance.evidence.scopes import scopes
from nps_conformance.evidence.tellings import tell
from nps_scenarios.problems import SetUpError
from nps_simulator.journal.entries import (
    Action,
    Closed,
    Driver,
    Entry,
    Exchange,
    Instruction,
    Opened,
)
from nps_simulator.messages.catalogue import OPERATIONS


class NotAJournalError(SetUpError):
    """The entries are not what a landlord writes, so there is nothing to judge by."""


@dataclass(slots=True)
class _Order:
    """What gathers about one order as one contractor sees it."""

    calls: list[Call] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)


@dataclass(slots=True)
class _Party:
    """What gathers about one contractor."""

    orders: dict[str, _Order] = field(default_factory=dict)
    appointments: dict[str, str] = field(default_factory=dict)  # reference to order number
    polls: list[int] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)
    work: list[Call] = field(default_factory=list)
    accepted: dict[tuple[str, str, object], int] = field(default_factory=dict)  # first entries

    def order(self, number: str) -> _Order:
        return self.orders.setdefault(number, _Order())


class _Gathering:
    """One pass over the entries."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.parties: dict[str, _Party] = {name: _Party() for name in opened.contractors}
        self.calls: list[Call] = []
        self.unreadable: list[tuple[int, str, tuple[Any, ...]]] = []
        self.actions: dict[str, list[Action]] = defaultdict(list)
        self.instructions: list[Instruction] = []
        self.exchanges: list[Exchange] = []
        self.rounds: list[int] = []
        self.handled: list[int] = []
        self.closed = False
        self.last = 0

    def take(self, entry: Entry) -> None:
        self.last = entry.seq
        match entry:
            case Exchange():
                self.take_exchange(entry)
            case Action():
                for number in dict.fromkeys(entry.orders):
                    self.actions[number].append(entry)
            case Instruction():
                self.instructions.append(entry)
            case Driver(event="round"):
                self.rounds.append(entry.seq)
            case Driver(event="handled"):
                self.handled.append(entry.seq)
            case Closed():
                self.closed = True

    def take_exchange(self, entry: Exchange) -> None:
        self.exchanges.append(entry)
        if entry.operation not in OPERATIONS:
            if entry.outcome in {"fault", "http"}:
                self.unreadable.append((entry.seq, entry.code, tuple(entry.findings)))
            return
        party = self.parties.setdefault(entry.contractor or "", _Party())
        call = _call(entry, cast("str", entry.operation), party.appointments)
        if call.reference and call.request is not None:
            message = (call.operation, call.reference, call.request)
            first = party.accepted.get(message)
            if first is not None:
                call = replace(call, again=first)
            elif call.effective:
                party.accepted[message] = call.seq
        self.calls.append(call)
        party.calls.append(call.seq)
        if call.operation in WORK:
            party.work.append(call)
        if call.operation == POLL:
            self.take_list(call, party)
            return
        for number in call.orders:
            order = party.order(number)
            order.calls.append(call)
            if call.operation == DETAILS and call.told_success and call.reply.works_order:
                order.views.append(View(seq=call.seq, details=call.reply.works_order))
        _learn_references(call, party.appointments)

    def take_list(self, call: Call, party: _Party) -> None:
        if not call.told_success:
            return
        party.polls.append(call.seq)
        for listed in call.reply.works_orders:
            party.order(listed.works_order_number).listings.append(
                Listing(seq=call.seq, version=listed.version, change_type=listed.change_type)
            )

    def owner(self, number: str) -> str:
        """Whose order it is that no contractor has mentioned yet."""
        for action in self.actions.get(number, ()):
            named = action.arguments.get("contractor") or action.facts.get("contractor")
            if isinstance(named, str) and named in self.parties:
                return named
        return next(iter(self.parties), "")

    def evidence(self) -> Evidence:
        told: dict[str, list[Instruction]] = defaultdict(list)
        for instruction in self.instructions:
            for number in dict.fromkeys(instruction.orders):
                told[number].append(instruction)
        known = {number for party in self.parties.values() for number in party.orders}
        for number in sorted({*self.actions, *told} - known):
            self.parties.setdefault(self.owner(number), _Party()).order(number)
        stories = [
            self.story(name, number, order, tuple(told.get(number, ())), pace)
            for name, party in self.parties.items()
            for pace in [self.pace(party)]
            for number, order in party.orders.items()
        ]
        return Evidence(
            calls=tuple(self.calls),
            unreadable=tuple(self.unreadable),
            stories=tuple(stories),
            instructions=tuple(self.instructions),
            exchanges=tuple(self.exchanges),
            turns=tuple(sorted([*self.rounds, *(each.seq for each in self.instructions)])),
            handled=tuple(self.handled),
            authorisations=MappingProxyType(dict(self.opened.contractors)),
            due_within=int(self.opened.profile.get("due_within", 3)),
            last=self.last,
        )

    def story(
        self,
        contractor: str,
        number: str,
        order: _Order,
        instructions: tuple[Instruction, ...],
        pace: Pace,
    ) -> Story:
        told = tell(order.calls, order.views, number)
        return Story(
            contractor=contractor,
            number=number,
            calls=tuple(order.calls),
            views=tuple(order.views),
            listings=tuple(order.listings),
            actions=tuple(self.actions.get(number, ())),
            instructions=instructions,
            statuses=told.statuses,
            appointments=told.appointments,
            variations=told.variations,
            scopes=scopes(order.views, told.variations),
            receipts=tuple(c.seq for c in order.calls if c.operation == RECEIPT and c.told_success),
            last_work=next((c.seq for c in reversed(order.calls) if c.operation in WORK), -1),
            pace=pace,
        )

    def pace(self, party: _Party) -> Pace:
        ends = [*self.rounds[1:], *([self.last] if self.closed else [])]
        return Pace(
            polls=tuple(party.polls),
            rounds=tuple(self.rounds),
            lively_rounds=lively(list(zip(self.rounds, ends, strict=False)), party.calls),
            work=tuple(call.seq for call in party.work),
            answered=_answered(self.instructions, party.work),
            handled=tuple(self.handled),
        )


def _call(entry: Exchange, operation: str, appointments: Mapping[str, str]) -> Call:
    messages = OPERATIONS[operation]
    request = _typed(entry, entry.request, messages.request)
    reply = _typed(entry, entry.reply, messages.reply)
    return Call(
        seq=entry.seq,
        operation=operation,
        contractor=entry.contractor or "",
        request=request,
        reply=reply,
        outcome=entry.outcome if reply is not None or entry.outcome != "success" else "unknown",
        code=entry.code,
        delivery=entry.delivery,
        findings=tuple(entry.findings),
        orders=_orders(operation, request, reply, appointments),
        suspended=entry.suspended,
        fault=entry.fault,
        at=entry.at,
        unheard=entry.unheard,
    )


def _typed(entry: Exchange, content: dict[str, Any] | None, kind: type[Any]) -> Any:  # noqa: ANN401 - by operation
    try:
        return None if content is None else msgspec.convert(content, kind)
    except msgspec.ValidationError as error:
        raise NotAJournalError(
            f"Entry {entry.seq} of the journal holds no {kind.__name__} ({error}): no landlord "
            "writes that. Judge the journal as it was written."
        ) from error


def _orders(
    operation: str,
    request: Any,  # noqa: ANN401 - the operation says which class
    reply: Any,  # noqa: ANN401 - likewise
    appointments: Mapping[str, str],
) -> tuple[str, ...]:
    """The orders a call is about; an appointment's order as told, or as the reply names it."""
    if request is None or operation == POLL:
        return ()
    if operation == INVOICE:
        return tuple(dict.fromkeys(each.works_order_number for each in request.orders))
    if operation == APPOINTMENT_STATUS:
        named = getattr(reply, "works_order_number", None)
        number = appointments.get(request.appointment_reference) or named
        return (number,) if number else ()
    return (request.works_order_number,)


def _learn_references(call: Call, appointments: dict[str, str]) -> None:
    """Appointment references that a delivered reply has told, with their order."""
    if not call.told_success or call.request is None:
        return
    if call.operation == DETAILS and call.reply.works_order is not None:
        for each in call.reply.works_order.appointments:
            appointments[each.appointment_reference] = call.request.works_order_number
    elif call.operation == APPOINT and call.reply.appointment_reference is not None:
        appointments[call.reply.appointment_reference] = call.request.works_order_number


def _answered(instructions: Iterable[Instruction], work: Iterable[Call]) -> tuple[int, ...]:
    """The instructions that a call about their orders followed; one without orders, any call."""
    last: dict[str, int] = {}
    latest = -1
    for call in work:
        latest = call.seq
        for number in call.orders:
            last[number] = call.seq
    return tuple(
        each.seq
        for each in instructions
        if max((last.get(number, -1) for number in each.orders), default=latest) > each.seq
    )


def build(entries: Iterable[Entry]) -> Evidence:
    """The evidence of a journal. Raises `NotAJournalError`: entry 0 is missing, or an exchange
    holds what is no message of its operation.
    """
    source = iter(entries)
    opened = next(source, None)
    if not isinstance(opened, Opened):
        raise NotAJournalError("The journal does not begin with entry 0, which says what was run.")
    gathering = _Gathering(opened)
    for entry in source:
        gathering.take(entry)
    return gathering.evidence()
