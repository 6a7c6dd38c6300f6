"""Somebody of the contractor's completes an order in the landlord's portal, not the interface."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from nps_scenarios.profile import Profile
from nps_simulator.actions._action import Action, ActionError, order_named
from nps_simulator.domain.events import OrderEvent
from nps_simulator.domain.ledger import Books, Decision
from nps_simulator.domain.machines import ORDER_LEADS
from nps_simulator.domain.model import Completion
from nps_simulator.domain.orders import moved, with_news
from nps_simulator.domain.standing import pending_variation

_BY: Final = "PORTAL"


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteInPortal:
    """Which order, and when its work was finished (default: now)."""

    order: str
    at: datetime | None = None


def decide(arguments: CompleteInPortal, books: Books, now: datetime, profile: Profile) -> Decision:
    """Completed with the lines of the current version, and listed: the interface is told."""
    del profile
    order = order_named(books, arguments.order)
    if OrderEvent.COMPLETE not in ORDER_LEADS[order.state] or pending_variation(order) is not None:
        raise ActionError(
            f"complete_in_portal: works order {arguments.order} has status {order.state.value} and "
            "cannot be completed; that needs status ISS and no variation that waits"
        )
    completion = Completion(
        external_reference=_BY, completed_at=arguments.at or now, recorded_at=now
    )
    done = replace(
        moved(order, OrderEvent.COMPLETE, now),
        completion=completion,
        began=True,
        in_review=books.authorisation(order.contractor).needs_inspection,
    )
    facts = {"status": done.state.value}
    return Decision(orders=(with_news(done, "AMD"),), facts=facts)


ACTION: Final = Action(name="complete_in_portal", arguments=CompleteInPortal, decide=decide)
