"""Driver `person`: facts as cards on a terminal, for a system that only people can tell things.

A card says what happened, to which order and when. It never says which call to make. The next card
comes when an effect of this one was seen on the wire and quiet has followed, or when the person
presses Enter for "nothing to tell"; that passes on to the next card and proves nothing. Rounds
pass by polls, as with driver `none`. Each call is shown as it arrives.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from nps_conformance.contractor_file import DriverSettings
from nps_conformance.drivers.base import Fact, Saw, Seen
from nps_conformance.drivers.terminal import Terminal, the_terminal
from nps_simulator.journal.entries import Delivery, Exchange

LOOK: Final = 0.1  # seconds between two looks at the wire and at the keys
QUIET: Final = 1.0  # seconds without a call after which what was seen is taken for all of it
CLOSED_TERMINAL: Final = "the terminal was closed"
RULER: Final = "-" * 72

# Calls that only ask, or acknowledge: none of them tells the landlord of a fact.
ASKING: Final = frozenset(
    {"RequestWorksOrders", "RequestWorksOrderDetails", "ConfirmWorksOrderReceipt"}
)
POLL: Final = "RequestWorksOrders"

SENTENCES: Final[Mapping[str, str]] = {
    "visit_agreed": "A visit was agreed with the tenant.",
    "operative_arrived": "The operative has arrived.",
    "work_started": "Work has begun.",
    "work_finished": "The work is finished.",
    "more_work_found": "It turned out that the work is not what was ordered.",
    "nobody_in": "Nobody was in.",
    "visit_missed": "The visit did not take place.",
    "visit_called_off": "The tenant has called the visit off.",
    "tenant_declined": "The tenant does not want the work.",
    "wrong_contractor": "This order should have gone to somebody else.",
    "remark": "There is something to remember about this order.",
    "hazard_seen": "Something dangerous was seen there.",
    "month_end": "The invoice run is due.",
}


class Person:
    """Shows cards and watches the wire. `arrived` gives the calls since it was last asked."""

    def __init__(
        self,
        settings: DriverSettings,
        *,
        arrived: Callable[[], Sequence[Exchange]],
        terminal: Terminal | None = None,
    ) -> None:
        self._patience = max(1, round(settings.patience / LOOK))
        self._quiet = max(1, round(QUIET / LOOK))
        self._arrived = arrived
        self._given = terminal
        self._gone = False

    @property
    def gone(self) -> bool:
        """Whether the terminal was closed."""
        return self._gone

    @property
    def _terminal(self) -> Terminal:
        if self._given is None:
            self._given = the_terminal()
        return self._given

    async def start(self, now: str, /) -> None:
        """Say when it is. Raises SetUpError when there is no terminal."""
        self._terminal.show(["", f"A new landlord. It is {_moment(now)}."])

    async def deliver(self, fact: Fact) -> Seen:
        """Show a card, and wait for its effect, for Enter, or for the end of patience."""
        round_ = fact.kind == "round"
        try:
            self._terminal.entered()  # a key pressed before the card was there is not about it
            self._show(self._arrived())
            self._terminal.show(_round(fact) if round_ else card(fact))
            return await self._watch(_polled if round_ else _effect_on(fact), keys=not round_)
        except OSError:
            self._gone = True
            return Seen(event=Saw.EXITED, detail=CLOSED_TERMINAL)

    restart = None  # it is not ours to start again

    async def stop(self) -> bool:
        """A person is never ended."""
        return False

    async def _watch(self, is_it: Callable[[Exchange], bool], *, keys: bool) -> Seen:
        left, seen = self._patience, False
        while left:
            await asyncio.sleep(LOOK)
            left -= 1
            news = self._arrived()
            self._show(news)
            if any(map(is_it, news)) and not seen:
                seen = True
                self._terminal.show(["  Seen. Going on when nothing more comes."])
            if news:
                left = self._quiet if seen else self._patience
            if self._terminal.entered():
                if keys:
                    return Seen(event=Saw.HANDLED, detail="" if seen else "nothing to tell")
                self._terminal.show(["  Time passes with a poll of your system; Enter does not."])
        return Seen(event=Saw.HANDLED if seen else Saw.PATIENCE)

    def _show(self, news: Iterable[Exchange]) -> None:
        self._terminal.show([line for each in news for line in _told(each)])


def card(fact: Fact) -> list[str]:
    """A fact as a person reads it."""
    happened = f"It happened on {_moment(fact.occurred_at)}; it" if fact.occurred_at else "It"
    orders = [fact.order] if fact.order else fact.orders
    which = f"  Works order: {', '.join(orders)}" if orders else "  No order in particular."
    said = [f'  In words: "{fact.text}"'] if fact.text else []
    return [
        "",
        RULER,
        f"Fact {fact.id}. {SENTENCES.get(fact.kind, fact.kind.replace('_', ' ') + '.')}",
        *said,
        which,
        f"  {happened} is now {_moment(fact.now)}.",
        *_listed(fact.facts, "  "),
        RULER,
        "Not said: whether, when and by which call the landlord is told. Your system decides.",
        "Going on when an effect is seen; press Enter if there is nothing to tell, or to go on.",
    ]


def _round(fact: Fact) -> list[str]:
    return [
        "",
        f"{fact.id}. Time has passed: it is {_moment(fact.now)}.",
        "Let your system do what it does regularly, such as asking for orders.",
    ]


def _listed(facts: Mapping[str, Any], margin: str) -> Iterator[str]:
    for name, value in facts.items():
        word = name.replace("_", " ")
        if isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
            yield f"{margin}{word}:"
            for each in value:
                yield f"{margin}  - {', '.join(f'{key} {each[key]}' for key in each)}"
        elif isinstance(value, list):
            yield f"{margin}{word}: {', '.join(map(str, value))}"
        else:
            yield f"{margin}{word}: {value}"


def _moment(text: str) -> str:
    """A date-time as people write it, in the same words on every machine."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{moment:%Y-%m-%d}, {moment:%H:%M:%S}"


def _polled(call: Exchange) -> bool:
    return call.operation == POLL and call.delivery == Delivery.DELIVERED


def _effect_on(fact: Fact) -> Callable[[Exchange], bool]:
    """Whether a call tells the landlord something of the orders a fact is about."""
    orders = {fact.order, *fact.orders} - {""}

    def is_it(call: Exchange) -> bool:
        if call.operation is None or call.operation in ASKING or call.outcome != "success":
            return False
        named = {each for each in _texts(call.request, "works_order_number") if each}
        return not orders or not named or bool(orders & named)  # a visit's call names no order

    return is_it


def _texts(value: object, name: str) -> Iterator[str]:
    """All texts of a name inside a request, wherever an operation carries it."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            if key == name:
                yield str(each)
            yield from _texts(each, name)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each, name)


def _told(call: Exchange) -> list[str]:
    """A call that arrived, in a line, and below it what is wrong with its form."""
    if call.outcome == "document":
        return ["  > the contract was fetched"]
    what = call.operation or "something that is no known operation"
    orders = " ".join(dict.fromkeys(_texts(call.request, "works_order_number")))
    answer = " ".join(word for word in (call.outcome, call.code) if word)
    findings = [f"    {each.text}" for each in call.findings]
    return [f"  > {' '.join(word for word in (what, orders) if word)}: {answer}", *findings]
