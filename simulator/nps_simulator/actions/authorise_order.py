"""The landlord authorises a raised order: from now on it is handed out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from nps_scenarios.profile import Profile
from nps_simulator.actions._action import Action, order_named
from nps_simulator.domain.events import OrderEvent
from nps_simulator.domain.ledger import Books, Decision
from nps_simulator.domain.orders import handed_out, moved
from nps_simulator.domain.standing import landlord_may


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthoriseOrder:
    """Which order."""

    order: str


def decide(arguments: AuthoriseOrder, books: Books, now: datetime, profile: Profile) -> Decision:
    """The order is listed to its contractor as new."""
    del profile
    order = order_named(books, arguments.order)
    landlord_may(order, OrderEvent.AUTHORISE)
    authorised = handed_out(moved(order, OrderEvent.AUTHORISE, now), now)
    facts = {"contractor": order.contractor, "status": authorised.state.value}
    return Decision(orders=(authorised,), facts=facts)


ACTION: Final = Action(name="authorise_order", arguments=AuthoriseOrder, decide=decide)
