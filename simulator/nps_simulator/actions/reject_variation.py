"""The landlord rejects a pending variation: the order stays as it is."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from nps_scenarios.profile import Profile
from nps_simulator.actions._action import (
    Action,
    line_facts,
    listed_code,
    order_named,
    showable,
    variation_named,
)
from nps_simulator.domain.events import OrderEvent, VariationEvent
from nps_simulator.domain.ledger import Books, Decision
from nps_simulator.domain.orders import moved, with_news, with_variation
from nps_simulator.domain.standing import landlord_may, variation_after
from nps_simulator.messages.request_works_order_details import VariationDetails
from nps_wsdl.codes import VARIATION_REJECTIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectVariation:
    """Which order and variation (default: the latest), the reason code, and a word of why."""

    order: str
    reason: str = "NOTJUS"
    variation: int | None = None
    comments: str | None = None


def decide(arguments: RejectVariation, books: Books, now: datetime, profile: Profile) -> Decision:
    """No new version. Listed only where the profile announces rejections."""
    order = order_named(books, arguments.order)
    variation = variation_named(order, arguments.variation)
    listed_code(VARIATION_REJECTIONS, arguments.reason, "variation rejection")
    showable(VariationDetails, comments=arguments.comments)
    state = variation_after(variation, VariationEvent.REJECT)
    landlord_may(order, OrderEvent.DECIDE)
    rejected = replace(
        variation,
        state=state,
        decided_at=now,
        decision_comments=arguments.comments,
        reject_reason_code=arguments.reason,
    )
    changed = with_variation(moved(order, OrderEvent.DECIDE, now), rejected)
    if profile.announces_rejections:
        changed = with_news(changed, "REJ")
    facts = {
        "variation_number": variation.variation_number,
        "external_reference": variation.external_reference,
        "reject_reason_code": arguments.reason,
        "announced": profile.announces_rejections,
        "version": changed.version,
        "lines": line_facts(changed.lines),
    }
    return Decision(orders=(changed,), facts=facts)


ACTION: Final = Action(name="reject_variation", arguments=RejectVariation, decide=decide)
