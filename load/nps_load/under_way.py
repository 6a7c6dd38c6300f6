"""Work under way: requests one after the other, each beginning where a reply left off.

Work is a generator that yields the steps to take and is sent their replies. A step without a clear
answer is taken once more at once; when that brings none either, the work stands, and goes on when
the landlord answers again, with the same request under the same external reference. So an outage
leaves no work undone, and none done twice.
"""

from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import Any, Final

from nps_load.replies import Reply

MOST_TURNS: Final = 10  # that work may stand; after so many it is given up
RECEIPT: Final = "AP3"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One request, and what the record is to know of it."""

    row: str
    request: Any  # one of many classes
    order: str = ""
    version: int = 0
    orders: tuple[str, ...] = ()
    again: bool = False


Work = Generator[Step, Reply, None]


@dataclass(slots=True, kw_only=True)
class _Standing:
    step: Step
    work: Work
    turns: int = 0


class UnderWay:
    """All work of one contractor. `ask` takes a step."""

    def __init__(self, ask: Callable[[Step], Reply]) -> None:
        self._ask = ask
        self._standing: list[_Standing] = []
        self._confirmed: dict[str, int] = {}  # orders and versions, since the last `resume`

    def go(self, work: Work) -> None:
        """Do work to its end, or until it stands."""
        step = next(work, None)
        if step is not None:
            self._go_on(step, work, 0)

    def resume(self) -> dict[str, int]:
        """Go on with all that stands; the versions of orders whose receipt was confirmed in it."""
        self._confirmed = {}
        standing, self._standing = self._standing, []
        for each in standing:
            self._go_on(replace(each.step, again=True), each.work, each.turns + 1)
        return self._confirmed

    def _go_on(self, step: Step, work: Work, turns: int) -> None:
        """From a step onwards."""
        reply = self._answer(step)
        while not reply.unclear:
            if step.row == RECEIPT and reply.success:
                self._confirmed[step.order] = step.version
            try:
                step, turns = work.send(reply), 0
            except StopIteration:
                return
            reply = self._answer(step)
        if turns < MOST_TURNS:
            self._standing.append(_Standing(step=step, work=work, turns=turns))

    def _answer(self, step: Step) -> Reply:
        """The reply, at the second attempt if the first is unclear; the next list tells what became
        of a receipt.
        """
        reply = self._ask(step)
        if reply.unclear and not step.again and step.row != RECEIPT:
            reply = self._ask(replace(step, again=True))
        return reply
