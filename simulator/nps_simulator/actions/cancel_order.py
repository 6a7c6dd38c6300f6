"""The landlord cancels an order: its open visits are called off, a pending variation falls."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from nps_scenarios.profile import Profile
from nps_simulator.actions._action import Action, listed_code, order_named
from nps_simulator.domain.events import OrderEvent
from nps_simulator.domain.ledger import Books, Decision
from nps_simulator.domain.orders import cancelled, with_news
from nps_simulator.domain.standing import landlord_may
from nps_wsdl.codes import CANCELLATION_REASONS


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelOrder:
    """Which order, and the reason code."""

    order: str
    reason: str = "NOTREQ"


def decide(arguments: CancelOrder, books: Books, now: datetime, profile: Profile) -> Decision:
    """The order ends; its contractor is told by the list."""
    del profile
    order = order_named(books, arguments.order)
    listed_code(CANCELLATION_REASONS, arguments.reason, "cancellation reason")
    landlord_may(order, OrderEvent.WITHDRAW)
    ended = cancelled(order, OrderEvent.WITHDRAW, now, arguments.reason, "LANDLD")
    facts = {"status": ended.state.value, "reason_code": arguments.reason}
    # An order that was never handed out is nobody's news.
    told = with_news(ended, "CAN") if order.counter else ended
    return Decision(orders=(told,), facts=facts)


ACTION: Final = Action(name="cancel_order", arguments=CancelOrder, decide=decide)
