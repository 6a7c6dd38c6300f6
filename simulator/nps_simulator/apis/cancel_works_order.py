"""AP4: the contractor cancels a works order, or sends it back."""

from typing import Final

from nps_simulator.apis._api import NOTHING_CHANGED, SUCCESS, answering, by_number
from nps_simulator.domain.content import content_objection
from nps_simulator.domain.dates import not_in_future
from nps_simulator.domain.events import OrderEvent
from nps_simulator.domain.ledger import Books, Circumstances, Decision, Guarded
from nps_simulator.domain.model import OrderState
from nps_simulator.domain.orders import cancelled
from nps_simulator.domain.refusals import refusing
from nps_simulator.domain.standing import guarded_order, objection, order_of, unknown
from nps_simulator.messages.cancel_works_order import CancelWorksOrder, CancelWorksOrderReply
from nps_wsdl.codes import SENT_BACK_REASONS


def _event(request: CancelWorksOrder) -> OrderEvent:
    """Three reasons send an order back, which needs neither receipt nor permission."""
    sent_back = request.reason_code in SENT_BACK_REASONS
    return OrderEvent.SEND_BACK if sent_back else OrderEvent.CANCEL


def guard(request: CancelWorksOrder, books: Books, here: Circumstances) -> Guarded | None:
    """Refuses a cancellation without permission, or when the order is past it."""
    found = content_objection(request)
    found = found or not_in_future("CancelledAt", request.cancelled_at, here.now)
    if found is not None:
        return found
    number = request.works_order_number
    order = order_of(books, here, number)
    if order is None:
        return unknown(number)
    event = _event(request)
    if event is OrderEvent.CANCEL and not here.authorisation.may_cancel:
        return refusing("CANCEL-NOT-PERMITTED", "WorksOrderNumber", number=number)
    return objection(order, event, here)


def accept(request: CancelWorksOrder, books: Books, here: Circumstances) -> Decision:
    """The order ends; what was open on it is called off. A repeat changes nothing."""
    order = guarded_order(books, here, request.works_order_number)
    ended = cancelled(order, _event(request), here.now, request.reason_code, None)
    repeat = order.state is OrderState.CANCELLED
    reply = CancelWorksOrderReply(
        action_status=NOTHING_CHANGED if repeat else SUCCESS,
        works_order_number=order.works_order_number,
        works_order_status=OrderState.CANCELLED.value,
        status_at=ended.status_at,
    )
    return Decision(reply=reply, orders=() if repeat else (ended,))


API: Final = answering(CancelWorksOrder, guard=guard, accept=accept, touched=by_number)
