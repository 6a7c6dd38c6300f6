"""Two readings of one journal: what the landlord refused, and what the rules call a violation.

* A refusal whose code mirrors a rule, of a contractor that had been told the facts, must be a
  violation of that rule (else the rule *missed* it).
* A violation in a message, of a rule that a refusal mirrors, must have been refused, with whatever
  code (else the rule *accused* a contractor of what its landlord took).

Whether the contractor had been told is read from the journal without the judge's own evidence: for
most codes it read the order's details after the last thing that changed the order behind its back.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final

import yaml

from nps_conformance.judge import judge
from nps_conformance.rules._book import RULES
from nps_conformance.rules._rule import Kind
from nps_reports.record import Verdict, Violation, Word
from nps_simulator.domain.refusals import CATALOGUE
from nps_simulator.journal.entries import Action, Delivery, Entry, Exchange, Instruction

Pair = tuple[str, str]  # a refusal code and the rule that mirrors it

PAIRS: Final[tuple[Pair, ...]] = tuple(
    sorted((code, entry.mirrors) for code, entry in CATALOGUE.items() if entry.mirrors)
)
GUARDED: Final = frozenset(rule for _, rule in PAIRS)
# Refusals that follow from the contractor's own messages alone, whatever the landlord did.
OWN: Final = frozenset(
    {
        "APPOINTMENT-UNKNOWN",
        "DECIMALS-TOO-MANY",
        "DETAILS-NOT-READ",
        "LINE-NET-WRONG",
        "LINE-TAX-WRONG",
        "NOT-COMPLETED",
        "ORDER-SUM-WRONG",
        "REASON-MISSING",
        "RECEIPT-MISSING",
        "REVERSE-CHARGE-WRONG",
        "TOTAL-WRONG",
        "VERSION-NOT-READ",
    }
)
_ABOUT_VISITS: Final = frozenset(
    {"APPOINTMENT-BROKEN", "APPOINTMENT-FINAL", "APPOINTMENT-OPEN", "APPOINTMENT-STEP"}
)
_FOR_A_HOLD: Final = "ORDER-HELD"


def unguarded() -> Mapping[str, str]:
    """The rules that no refusal mirrors, and why."""
    return MappingProxyType(_declared()["unguarded"])


def behind() -> Mapping[str, str]:
    """The rules that bind who is behind the news by what it was told last, and why."""
    return MappingProxyType(_declared()["behind"])


@cache
def _declared() -> dict[str, dict[str, str]]:
    text = (files("nps_conformance.explorer") / "unguarded.yaml").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = yaml.safe_load(text)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """One message on which the readings differ; `code` is empty for a message that was taken."""

    seq: int
    operation: str
    rule: str
    code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What came of one journal: how often each pair agreed, and where readings differ. `untold`
    counts refusals of what the contractor could not know.
    """

    agreed: Mapping[Pair, int]
    untold: Mapping[str, int]
    disagreements: tuple[Disagreement, ...]


def hold(entries: Sequence[Entry]) -> Held:
    """Judge a journal of a faithful landlord and hold its refusals against the verdicts."""
    verdicts = {each.rule: each for each in judge(entries)}
    agreed: Counter[Pair] = Counter()
    untold: Counter[str] = Counter()
    found = [
        Disagreement(seq=0, operation="", rule=each.rule, code="", text=each.reason)
        for each in verdicts.values()
        if each.verdict is Word.ERROR
    ]
    knowledge = _Knowledge()
    taken: dict[int, Exchange] = {}
    unread: set[int] = set()  # of them, those sent by a contractor that was behind the news
    for entry in entries:
        if isinstance(entry, Exchange):
            if entry.outcome == "success" and not knowledge.unknowingly_so(entry):
                taken[entry.seq] = entry
                if not knowledge.up_to_date(entry):
                    unread.add(entry.seq)
            _hold_refusal(entry, knowledge, verdicts, agreed, untold, found)
        knowledge.take(entry)
    for rule in sorted(GUARDED):
        for violation in verdicts[rule].violations:
            exchange = taken.get(violation.message or 0)
            if exchange is not None and not (rule in behind() and exchange.seq in unread):
                found.append(_accused(exchange, rule, violation))
    found.sort(key=lambda each: each.seq)
    return Held(agreed=agreed, untold=untold, disagreements=tuple(found))


def _hold_refusal(  # noqa: PLR0913, PLR0917 - one step of a fold, with what it adds to
    entry: Exchange,
    knowledge: "_Knowledge",
    verdicts: Mapping[str, Verdict],
    agreed: Counter[Pair],
    untold: Counter[str],
    found: list[Disagreement],
) -> None:
    rule = CATALOGUE[entry.code].mirrors if entry.code in CATALOGUE else None
    if rule is None or entry.outcome != "refusal" or entry.delivery != Delivery.DELIVERED:
        return
    verdict = verdicts[rule]
    if verdict.verdict in {Word.NOT_APPLICABLE, Word.ERROR}:
        return
    if _called(verdict, entry, knowledge.orders(entry)):
        agreed[entry.code, rule] += 1
    elif not knowledge.told(entry):
        untold[entry.code] += 1
    else:
        text = f"refused with {entry.code}, and {rule} does not call it a violation"
        found.append(
            Disagreement(
                seq=entry.seq,
                operation=str(entry.operation),
                rule=rule,
                code=entry.code,
                text=text,
            )
        )


def _called(verdict: Verdict, entry: Exchange, orders: Iterable[str]) -> bool:
    """Whether the rule calls the message a violation. A prohibition may stop at the first breach
    of an order.
    """
    mine = set(orders)
    for violation in verdict.violations:
        if violation.message == entry.seq:
            return True
        earlier = violation.message is not None and violation.message < entry.seq
        if earlier and RULES[verdict.rule].kind is Kind.PROHIBITION and violation.order in mine:
            return True
    return False


def _accused(exchange: Exchange, rule: str, violation: Violation) -> Disagreement:
    return Disagreement(
        seq=exchange.seq,
        operation=str(exchange.operation),
        rule=rule,
        code="",
        text=f"taken, and {rule} calls it a violation: {violation.came}",
    )


@dataclass(slots=True)
class _Knowledge:
    """What the contractor could know of each order, entry by entry."""

    read: dict[str, int] = field(default_factory=dict)  # the last details, by order
    hidden: dict[str, int] = field(default_factory=dict)  # the last change it was not told of
    visits_hidden: dict[str, int] = field(default_factory=dict)  # likewise, of visits alone
    unclear: set[str] = field(default_factory=set)  # orders with a lost message at any time
    of_visit: dict[str, str] = field(default_factory=dict)  # appointment reference to order
    unanswered: set[str] = field(default_factory=set)  # messages without a clear answer yet
    holds: set[str] = field(default_factory=set)  # orders that were held as last read
    waits: set[str] = field(default_factory=set)  # those of which a report was refused for it
    done: set[str] = field(default_factory=set)  # work finished before the hold was read
    done_since: set[str] = field(default_factory=set)  # and while it was held

    def take(self, entry: Entry) -> None:
        if isinstance(entry, Action):
            self.hidden |= dict.fromkeys(entry.orders, entry.seq)
        elif isinstance(entry, Instruction) and entry.kind == "work_finished":
            self.done |= set(entry.orders) - self.holds
            self.done_since |= set(entry.orders) & self.holds
        elif isinstance(entry, Exchange):
            self._take_exchange(entry)

    def _take_exchange(self, entry: Exchange) -> None:
        numbers = self.orders(entry)
        if entry.delivery == Delivery.DELIVERED:
            self.unanswered.discard(_message(entry))
        else:
            self.unanswered.add(_message(entry))
        if entry.delivery != Delivery.DELIVERED:
            self.hidden |= dict.fromkeys(numbers, entry.seq)
            self.unclear |= set(numbers)
            return
        if entry.code == _FOR_A_HOLD:
            self.waits |= set(numbers)
        if entry.outcome != "success":
            return
        request, reply = entry.request or {}, entry.reply or {}
        if entry.operation == "RequestWorksOrderDetails":
            self.read |= dict.fromkeys(numbers, entry.seq)
            self._read_hold(numbers[0], held=reply["works_order"]["status"] == "HLD")
            for each in reply["works_order"].get("appointments", ()):
                self.of_visit[each["appointment_reference"]] = numbers[0]
        elif entry.operation == "CreateAppointment":
            self.of_visit[reply["appointment_reference"]] = numbers[0]
            if request.get("replaces_appointment_reference"):
                self.visits_hidden[numbers[0]] = entry.seq
        elif entry.operation == "CancelWorksOrder":
            self.visits_hidden[numbers[0]] = entry.seq

    def _read_hold(self, number: str, *, held: bool) -> None:
        if held:
            self.holds.add(number)
        else:
            self.holds.discard(number)
            self.waits.discard(number)
            if number in self.done_since:
                self.done.add(number)
                self.done_since.discard(number)

    def orders(self, entry: Exchange) -> list[str]:
        """The orders a message is about."""
        request: dict[str, Any] = entry.request or {}
        if "orders" in request:
            return [each["works_order_number"] for each in request["orders"]]
        number = request.get("works_order_number")
        if number is None:
            number = self.of_visit.get(request.get("appointment_reference", ""))
        return [number] if number else []

    def told(self, entry: Exchange) -> bool:
        """Whether the contractor had been told what the refusal is about. Who repeats a message
        unchanged until it is answered does as it should, whatever it was told meanwhile.
        """
        if _message(entry) in self.unanswered:
            return False
        numbers = self.orders(entry)
        if entry.code == _FOR_A_HOLD and self._late(entry, numbers[0]):
            return False
        if entry.code in OWN:
            return not self.unclear & set(numbers)
        return all(self._up_to_date(number, entry.code) for number in numbers)

    def _late(self, entry: Exchange, number: str) -> bool:
        """Whether a report is of work before the hold, which may be tried until it is refused."""
        if entry.operation == "CreateAppointment" or number in self.waits:
            return False
        under_way = (entry.request or {}).get("status_code") in {"ENR", "ATT"}
        return number in self.done and (under_way or number not in self.done_since)

    def unknowingly_so(self, entry: Exchange) -> bool:
        """Whether a message was taken only because what it says was so already, which the
        contractor could not know: wrong as far as it knew, and nothing to refuse.
        """
        status = (entry.reply or {}).get("action_status", {})
        so_already = any(each["code"] == "NOTHING-CHANGED" for each in status.get("messages", ()))
        return so_already and not self.up_to_date(entry)

    def up_to_date(self, entry: Exchange) -> bool:
        """Whether the contractor had read all that happened to the orders of a message."""
        return all(self._up_to_date(each, "") for each in self.orders(entry))

    def _up_to_date(self, number: str, code: str) -> bool:
        since = self.hidden.get(number, -1)
        if code in _ABOUT_VISITS:
            since = max(since, self.visits_hidden.get(number, -1))
        return self.read.get(number, -1) > since


def _message(entry: Exchange) -> str:
    """What was sent, whole."""
    return f"{entry.operation} {entry.request}"
