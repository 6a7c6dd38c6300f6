"""AP5: the contractor reports the work of an order as completed."""

from dataclasses import replace
from typing import Final

from nps_simulator.apis._api import SUCCESS, answering, by_number
from nps_simulator.domain.content import content_objection
from nps_simulator.domain.dates import not_before, not_in_future
from nps_simulator.domain.events import OrderEvent
from nps_simulator.domain.ledger import Books, Circumstances, Decision, Guarded
from nps_simulator.domain.model import Completion, OrderState
from nps_simulator.domain.orders import moved
from nps_simulator.domain.scope import lines_objection, not_positive, repeated
from nps_simulator.domain.standing import guarded_order, objection, order_of, unknown
from nps_simulator.messages.complete_works_order import (
    CompleteWorksOrder,
    CompleteWorksOrderReply,
)


def guard(request: CompleteWorksOrder, books: Books, here: Circumstances) -> Guarded | None:
    """Refuses a completion out of its time, or of other lines than the current version has."""
    number = request.works_order_number
    found = _content(request, here)
    if found is not None:
        return found
    order = order_of(books, here, number)
    if order is None:
        return unknown(number)
    found = not_before("CompletedAt", request.completed_at, order.raised_at, "the order was raised")
    found = found or objection(order, OrderEvent.COMPLETE, here)
    if found is not None or not request.lines:
        return found
    return lines_objection(
        order,
        {line.line_number: line.quantity for line in request.lines},
        otherwise="COMPLETION-LINES",
        rejected="COMPLETION-REJECTED",
    )


def _content(request: CompleteWorksOrder, here: Circumstances) -> Guarded | None:
    found = content_objection(request)
    found = found or not_in_future("CompletedAt", request.completed_at, here.now)
    found = found or repeated((line.line_number for line in request.lines), "the completion")
    for line in request.lines:
        found = found or not_positive(line.line_number, line.quantity)
    return found


def accept(request: CompleteWorksOrder, books: Books, here: Circumstances) -> Decision:
    """Completed, and in review when the landlord inspects this contractor's work."""
    order = guarded_order(books, here, request.works_order_number)
    completion = Completion(
        external_reference=request.external_reference,
        completed_at=request.completed_at,
        recorded_at=here.now,
    )
    done = replace(
        moved(order, OrderEvent.COMPLETE, here.now),
        completion=completion,
        began=True,
        in_review=here.authorisation.needs_inspection,
    )
    reply = CompleteWorksOrderReply(
        action_status=SUCCESS,
        works_order_number=order.works_order_number,
        works_order_status=OrderState.COMPLETED.value,
        recorded_at=here.now,
    )
    return Decision(reply=reply, orders=(done,))


API: Final = answering(CompleteWorksOrder, guard=guard, accept=accept, touched=by_number)
