"""A landlord who acts by chance: raises orders, changes, holds and cancels them, decides, and is at
times hard to reach.

Every delivered poll is a beat on which something may happen. Chance comes from the sandbox's dice,
so the same seed gives the same deeds to a client that behaves the same; a client that never polls
is left alone. What the landlord may not do as things stand is not done, and leaves no trace.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from nps_simulator.actions.registry import ActionError
from nps_simulator.domain.model import OrderState, VariationState, WorksOrder
from nps_simulator.domain.standing import open_appointments
from nps_simulator.messages.catalogue import OPERATIONS
from nps_simulator.sandbox.core import Core
from nps_simulator.sandbox.deeds import act
from nps_simulator.sandbox.faults import arm
from nps_wsdl.codes import (
    APPOINTMENT_REASONS,
    CANCELLATION_REASONS,
    PRIORITIES,
    SCHEDULE_OF_RATES,
    SENT_BACK_REASONS,
    SLOTS,
    VARIATION_REJECTIONS,
)

POLL: Final = "RequestWorksOrders"
BY: Final = "chance"  # who acted, in the journal
FIRST_ORDERS: Final = 3
RAISES: Final = 0.4  # how often a deed is a new order, while there is room for one
MOST_LINES: Final = 3
MOST_ARMED: Final = 3  # faults that wait at a time
OVER: Final = frozenset({OrderState.CLOSED, OrderState.CANCELLED})
# Those that take no time: a soak test is to be busy, not to wait.
FAULTS: Final = (
    "lose-request",
    "lose-reply",
    "reset",
    "truncate",
    "http-500",
    "http-502",
    "http-503",
    "soap-fault",
    "wrong-type",
    "garbage",
    "stale-reply",
)
JOBS: Final = (
    "Tap drips and cannot be turned off",
    "Plaster loose by the window",
    "Waste pipe is slow to empty",
    "Skirting has come away",
    "Extractor fan is dead",
    "Gate will not close",
)
_CANCELS: Final = tuple(code for code in CANCELLATION_REASONS if code not in SENT_BACK_REASONS)
_NEW: Final = "new"  # the handle of an order while it is being raised
Deed = tuple[str, Mapping[str, Any]]


class Whims:
    """Plays one sandbox, in the place of a script's `Player`."""

    over = False
    waits_for_time = False

    def __init__(self, core: Core) -> None:
        settings = core.definition.whims
        if settings is None:
            raise ValueError("This sandbox has no landlord who acts by chance.")
        self._core = core
        self._settings = settings
        self._dice = core.dice.stream("landlord")

    def exchanged(self, operation: str, request: Any, *, delivered: bool) -> None:  # noqa: ANN401 - as the player's
        """A call was processed; a delivered poll is a beat."""
        del request
        if operation == POLL and delivered:
            self._beat()

    def round_began(self) -> None:
        """Rounds are for scripts."""

    def go_on(self) -> None:
        """At the very start, a few orders, so that the first poll finds something."""
        if not self._core.state.raised:
            settings = self._settings
            for _ in range(min(FIRST_ORDERS, settings.orders, settings.at_a_time)):
                self._raise_order()

    def _beat(self) -> None:
        settings, state = self._settings, self._core.state
        if self._dice.happens(settings.faults) and len(state.faults) < MOST_ARMED:
            arm(self._core, {"on": self._code(OPERATIONS), "kind": self._code(FAULTS)})
        if not self._dice.happens(settings.rate):
            return
        free = state.raised < settings.orders and len(state.active) < settings.at_a_time
        if free and (not state.active or self._dice.happens(RAISES)):
            self._raise_order()
        elif state.active:
            self._turn_to(self._dice.one_of(state.active))

    def _turn_to(self, number: str) -> None:
        """Something happens to an order, if anything can."""
        order = self._core.books.order(number)
        if order is None or order.state in OVER:
            self._core.state.active.remove(number)
            self._core.touch()
            return
        self._try(*self._dice.one_of(self._possible(order)))

    def _try(self, name: str, arguments: Mapping[str, Any]) -> None:
        try:
            act(self._core, name, arguments, BY)
        except ActionError:
            self._core.touch()  # the dice have rolled all the same

    def _raise_order(self) -> None:
        state, dice = self._core.state, self._dice
        arguments: dict[str, Any] = {
            "order": _NEW,
            "priority": self._code(PRIORITIES),
            "description": dice.one_of(JOBS),
            "contractor": dice.one_of(self._core.books.contractors()),
            "lines": [
                {"sor": self._code(SCHEDULE_OF_RATES), "quantity": self._quantity()}
                for _ in range(1 + dice.below(MOST_LINES))
            ],
        }
        if dice.below(5) == 0:
            arguments["appointment"] = self._visit()
        act(self._core, "raise_order", arguments, BY)
        state.active.append(state.handles.pop(_NEW))
        state.raised += 1
        self._core.touch()

    def _quantity(self) -> str:
        quarters = 1 + self._dice.below(16)
        return f"{quarters // 4}.{quarters % 4 * 25:02}"

    def _code(self, codes: Iterable[str]) -> str:
        return self._dice.one_of(tuple(codes))

    def _visit(self) -> dict[str, str]:
        return {"date": f"+{1 + self._dice.below(10)}d", "slot": self._code(SLOTS)}

    def _possible(self, order: WorksOrder) -> list[Deed]:
        """What a landlord might do with an order as it is; the likelier things several times."""
        this = {"order": order.works_order_number}
        end: Deed = ("cancel_order", {**this, "reason": self._code(_CANCELS)})
        if order.state is OrderState.RAISED:
            return [*[("authorise_order", this)] * 4, end]
        if order.state is OrderState.HELD:
            return [*[("release_order", this)] * 4, end]
        if order.state is OrderState.COMPLETED:
            decided = ("approve_invoice", "pay_invoice", "pass_inspection", "query_invoice")
            return [*[(name, this) for name in decided] * 2, ("reject_invoice", this)]
        found: list[Deed] = [
            ("amend_order", {**this, "lines": [{"line": 1, "quantity": self._quantity()}]}),
            ("amend_order", {**this, "priority": self._code(PRIORITIES)}),
            ("hold_order", this),
            end,
        ]
        if any(each.state is VariationState.PENDING for each in order.variations):
            rejection = {**this, "reason": self._code(VARIATION_REJECTIONS)}
            found += [("approve_variation", this), ("reject_variation", rejection)] * 3
        if open_appointments(order):
            broken = {**this, "reason": self._code(APPOINTMENT_REASONS)}
            found += [("break_appointment", broken), ("move_appointment", this | self._visit())] * 2
        else:
            found.append(("book_appointment", this | self._visit()))
        return found
