"""The landlord holds an order: nobody is to work on it until it is released."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from nps_scenarios.profile import Profile
from nps_simulator.actions._action import Action, order_named
from nps_simulator.domain.events import OrderEvent
from nps_simulator.domain.ledger import Books, Decision
from nps_simulator.domain.orders import moved, with_news
from nps_simulator.domain.standing import landlord_may


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldOrder:
    """Which order, and why (for people)."""

    order: str
    reason: str | None = None


def decide(arguments: HoldOrder, books: Books, now: datetime, profile: Profile) -> Decision:
    """The order waits; it remembers where it was."""
    del profile
    order = order_named(books, arguments.order)
    landlord_may(order, OrderEvent.HOLD)
    held = moved(order, OrderEvent.HOLD, now)
    facts = {"status": held.state.value, "held_from": order.state.value}
    return Decision(orders=(with_news(held, "HLD"),), facts=facts)


ACTION: Final = Action(name="hold_order", arguments=HoldOrder, decide=decide)
