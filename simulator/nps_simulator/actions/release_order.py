"""The landlord releases a held order: it is where it was before."""

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
class ReleaseOrder:
    """Which order."""

    order: str


def decide(arguments: ReleaseOrder, books: Books, now: datetime, profile: Profile) -> Decision:
    """Back to where the order was, or to where a receipt has brought it meanwhile."""
    del profile
    order = order_named(books, arguments.order)
    landlord_may(order, OrderEvent.RELEASE)
    released = moved(order, OrderEvent.RELEASE, now)
    facts = {"status": released.state.value}
    return Decision(orders=(with_news(released, "REL"),), facts=facts)


ACTION: Final = Action(name="release_order", arguments=ReleaseOrder, decide=decide)
