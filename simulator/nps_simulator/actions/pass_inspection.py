"""The landlord has inspected a completed order and found it good."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from nps_scenarios.profile import Profile
from nps_simulator.actions._action import Action, ActionError, order_named
from nps_simulator.domain.closing import closed_if_due
from nps_simulator.domain.events import OrderEvent
from nps_simulator.domain.ledger import Books, Decision
from nps_simulator.domain.orders import moved
from nps_simulator.domain.standing import landlord_may


@dataclass(frozen=True, slots=True, kw_only=True)
class PassInspection:
    """Which order."""

    order: str


def decide(arguments: PassInspection, books: Books, now: datetime, profile: Profile) -> Decision:
    """The order is no longer in review, and may be invoiced."""
    order = order_named(books, arguments.order)
    landlord_may(order, OrderEvent.INSPECT)
    if not order.in_review or order.invoiced:
        raise ActionError(
            f"pass_inspection: works order {arguments.order} does not wait for an inspection"
        )
    passed = replace(moved(order, OrderEvent.INSPECT, now), in_review=False)
    passed = closed_if_due(passed, now, second_seed=profile.second_seed)
    return Decision(orders=(passed,), facts={"status": passed.state.value})


ACTION: Final = Action(name="pass_inspection", arguments=PassInspection, decide=decide)
