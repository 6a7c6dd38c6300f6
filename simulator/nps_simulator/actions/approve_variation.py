"""The landlord approves a pending variation: the order has a new version."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from nps_scenarios.profile import Profile
from nps_simulator.actions._action import (
    Action,
    ActionError,
    line_facts,
    order_named,
    payable,
    showable,
    variation_named,
)
from nps_simulator.domain.events import OrderEvent, VariationEvent
from nps_simulator.domain.ledger import Books, Decision
from nps_simulator.domain.model import Variation, WorksOrder
from nps_simulator.domain.orders import moved, with_variation, with_version
from nps_simulator.domain.standing import landlord_may, variation_after
from nps_simulator.domain.varying import applied
from nps_simulator.messages.request_works_order_details import VariationDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveVariation:
    """Which order, and which variation (default: the latest)."""

    order: str
    variation: int | None = None
    comments: str | None = None


def decide(arguments: ApproveVariation, books: Books, now: datetime, profile: Profile) -> Decision:
    """The current version with the variation's changes is the new one, and is listed."""
    del profile
    order = order_named(books, arguments.order)
    variation = variation_named(order, arguments.variation)
    showable(VariationDetails, comments=arguments.comments)
    state = variation_after(variation, VariationEvent.APPROVE)
    landlord_may(order, OrderEvent.DECIDE)
    _fits(order, variation)
    lines = applied(order.lines, variation.lines)
    payable(lines)
    approved = replace(
        variation,
        state=state,
        decided_at=now,
        decision_comments=arguments.comments,
        new_version=order.version + 1,
    )
    varied = with_variation(moved(order, OrderEvent.DECIDE, now), approved)
    varied = with_version(varied, lines, "VAR")
    facts = {
        "variation_number": variation.variation_number,
        "external_reference": variation.external_reference,
        "new_version": varied.version,
        "lines": line_facts(varied.lines),
    }
    return Decision(orders=(varied,), facts=facts)


def _fits(order: WorksOrder, variation: Variation) -> None:
    """The order may have been amended since the variation was sent."""
    there = {line.line_number for line in order.lines}
    for proposed in variation.lines:
        if (proposed.action == "ADD") == (proposed.line.line_number in there):
            raise ActionError(
                f"approve_variation: line {proposed.line.line_number} "
                f"({proposed.action}) does not fit version {order.version} of works order "
                f"{order.works_order_number} any more; reject the variation"
            )


ACTION: Final = Action(name="approve_variation", arguments=ApproveVariation, decide=decide)
