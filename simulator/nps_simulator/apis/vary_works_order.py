"""AP6: the contractor asks for changes of an order."""

from dataclasses import replace
from typing import Final

from nps_simulator.apis._api import SUCCESS, answering, by_number
from nps_simulator.domain.content import content_objection
from nps_simulator.domain.events import OrderEvent
from nps_simulator.domain.fullness import full
from nps_simulator.domain.ledger import Books, Circumstances, Decision, Guarded
from nps_simulator.domain.model import ProposedLine, Variation, VariationState, WorksOrder
from nps_simulator.domain.money import net_of
from nps_simulator.domain.orders import moved, with_variation, with_version
from nps_simulator.domain.refusals import refusing
from nps_simulator.domain.standing import guarded_order, objection, order_of, unknown
from nps_simulator.domain.varying import (
    applied,
    lines_content,
    lines_fit,
    proposals,
    too_dear,
    value_added,
    within_limits,
)
from nps_simulator.messages.vary_works_order import VaryWorksOrder, VaryWorksOrderReply


def guard(request: VaryWorksOrder, books: Books, here: Circumstances) -> Guarded | None:
    """Refuses a variation out of its time, on another version than the current one, of lines that
    do not fit it, or above the limit without a word of why.
    """
    found = content_objection(request) or lines_content(request.lines)
    if found is not None:
        return found
    number = request.works_order_number
    order = order_of(books, here, number)
    if order is None:
        return unknown(number)
    found = full(
        order, max(len(order.variations), order.version), "variations or versions"
    ) or objection(order, OrderEvent.VARY, here)
    if found is not None:
        return found
    if request.base_version != order.version:
        return refusing(
            "VERSION-STALE",
            "BaseVersion",
            number=number,
            value=request.base_version,
            version=order.version,
        )
    found = lines_fit(order, request.lines)
    if found is not None:
        return found
    proposed = proposals(order, request.lines, here.authorisation)
    return too_dear(order, proposed) or _unexplained(request, order, proposed, here)


def _unexplained(
    request: VaryWorksOrder,
    order: WorksOrder,
    proposed: tuple[ProposedLine, ...],
    here: Circumstances,
) -> Guarded | None:
    limit = here.authorisation.maximum_variation_value
    value = value_added(order.lines, proposed)
    if limit is None or value <= limit or request.comments:
        return None
    return refusing("COMMENTS-MISSING", "Comments", value=value, limit=limit)


def accept(request: VaryWorksOrder, books: Books, here: Circumstances) -> Decision:
    """Applied at once as a new version when within the limits, else pending."""
    order = guarded_order(books, here, request.works_order_number)
    proposed = proposals(order, request.lines, here.authorisation)
    at_once = within_limits(order, proposed, here.authorisation)
    variation = Variation(
        variation_number=len(order.variations) + 1,
        state=VariationState.APPLIED if at_once else VariationState.PENDING,
        reason_code=request.reason_code,
        base_version=request.base_version,
        lines=proposed,
        external_reference=request.external_reference,
        submitted_at=here.now,
        comments=request.comments,
        decided_at=here.now if at_once else None,
        new_version=order.version + 1 if at_once else None,
    )
    lines = applied(order.lines, proposed)
    varied = replace(with_variation(moved(order, OrderEvent.VARY, here.now), variation), began=True)
    if at_once:
        varied = with_version(varied, lines, "VAR")
    reply = VaryWorksOrderReply(
        action_status=SUCCESS,
        works_order_number=order.works_order_number,
        variation_number=variation.variation_number,
        outcome="APPLIED" if at_once else "PENDING",
        new_version=variation.new_version,
        estimated_net=net_of(lines),
    )
    return Decision(reply=reply, orders=(varied,))


API: Final = answering(VaryWorksOrder, guard=guard, accept=accept, touched=by_number)
