"""AP3: the contractor confirms what the last delivered details showed."""

from dataclasses import replace
from typing import Final

from nps_simulator.apis._api import SUCCESS, answering, by_number
from nps_simulator.domain.content import content_objection
from nps_simulator.domain.dates import not_in_future
from nps_simulator.domain.events import OrderEvent
from nps_simulator.domain.ledger import Books, Circumstances, Decision, Guarded
from nps_simulator.domain.model import OrderState, WorksOrder
from nps_simulator.domain.orders import moved
from nps_simulator.domain.refusals import refusing
from nps_simulator.domain.standing import guarded_order, objection, order_of, unknown
from nps_simulator.messages.confirm_works_order_receipt import (
    ConfirmWorksOrderReceipt,
    ConfirmWorksOrderReceiptReply,
)


def guard(request: ConfirmWorksOrderReceipt, books: Books, here: Circumstances) -> Guarded | None:
    """Refuses a receipt of details that were never delivered, or of another version than they
    showed; a repeated receipt is welcome in every state.
    """
    found = content_objection(request) or not_in_future("ReceivedAt", request.received_at, here.now)
    if found is not None:
        return found
    number = request.works_order_number
    if request.version is None and here.profile.requires_versions:
        return refusing("VERSION-MISSING", "Version", number=number)
    order = order_of(books, here, number)
    if order is None:
        return unknown(number)
    found = objection(order, OrderEvent.CONFIRM, here)
    if found is not None:
        return found
    return _unread(request, order)


def _unread(request: ConfirmWorksOrderReceipt, order: WorksOrder) -> Guarded | None:
    """What is confirmed has to be what was delivered."""
    number = order.works_order_number
    if order.delivered_counter == 0:
        return refusing("DETAILS-NOT-READ", "WorksOrderNumber", number=number)
    if request.version is not None and request.version != order.delivered_version:
        return refusing(
            "VERSION-NOT-READ",
            "Version",
            number=number,
            value=request.version,
            delivered=order.delivered_version,
        )
    return None


def accept(request: ConfirmWorksOrderReceipt, books: Books, here: Circumstances) -> Decision:
    """Acknowledges; the first receipt issues the order, also in the place a held one returns to."""
    order = guarded_order(books, here, request.works_order_number)
    first = order.issued_at is None and order.state in {OrderState.AUTHORISED, OrderState.HELD}
    confirmed = replace(
        moved(order, OrderEvent.CONFIRM, here.now),
        acknowledged=max(order.acknowledged, order.delivered_counter),
        contractor_reference=request.contractor_reference or order.contractor_reference,
        issued_at=here.now if first else order.issued_at,
        held_from=OrderState.ISSUED if order.held_from is not None else None,
    )
    reply = ConfirmWorksOrderReceiptReply(
        action_status=SUCCESS,
        works_order_number=order.works_order_number,
        version=request.version or order.delivered_version or order.version,
        works_order_status=confirmed.state.value,
    )
    return Decision(reply=reply, orders=(confirmed,))


API: Final = answering(ConfirmWorksOrderReceipt, guard=guard, accept=accept, touched=by_number)
