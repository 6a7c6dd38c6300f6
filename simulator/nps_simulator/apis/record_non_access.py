"""AP7: the contractor reports a visit that found no way in."""

from dataclasses import replace
from typing import Final

from nps_simulator.apis._api import SUCCESS, answering, by_number
from nps_simulator.domain.content import content_objection
from nps_simulator.domain.dates import not_before, not_in_future
from nps_simulator.domain.events import AppointmentEvent, OrderEvent
from nps_simulator.domain.fullness import full
from nps_simulator.domain.ledger import Books, Circumstances, Decision, Guarded
from nps_simulator.domain.model import Appointment, NonAccess, WorksOrder
from nps_simulator.domain.orders import appointment_moved, moved, with_appointment
from nps_simulator.domain.refusals import refusing
from nps_simulator.domain.standing import (
    appointment_refusal,
    guarded_order,
    objection,
    open_appointments,
    order_of,
    unknown,
    visit_of,
)
from nps_simulator.messages.record_non_access import RecordNonAccess, RecordNonAccessReply

# From this event on the order is to be referred back to the landlord (assumed).
_REFER_FROM: Final = 3


def guard(request: RecordNonAccess, books: Books, here: Circumstances) -> Guarded | None:
    """Refuses an event out of its time, or at a visit that ended otherwise."""
    found = content_objection(request) or not_in_future("VisitedAt", request.visited_at, here.now)
    if found is not None:
        return found
    number, reference = request.works_order_number, request.appointment_reference
    order = order_of(books, here, number)
    if order is None:
        return unknown(number)
    visit = _visit(order, request)
    if reference is not None and visit is None:
        return refusing("APPOINTMENT-UNKNOWN", "AppointmentReference", reference=reference)
    found = not_before("VisitedAt", request.visited_at, order.raised_at, "the order was raised")
    found = found or full(order, len(order.non_accesses), "non-access events")
    found = found or objection(order, OrderEvent.NO_ACCESS, here)
    if found is not None or visit is None:
        return found
    return appointment_refusal(visit, AppointmentEvent.NO_ACCESS, "NAC", "AppointmentReference")


def accept(request: RecordNonAccess, books: Books, here: Circumstances) -> Decision:
    """A numbered event; the visit, named or the open one of that day, had no access."""
    order = guarded_order(books, here, request.works_order_number)
    visit = _visit(order, request)
    if visit is not None:
        visit = appointment_moved(visit, AppointmentEvent.NO_ACCESS, request.visited_at)
    event = NonAccess(
        non_access_number=len(order.non_accesses) + 1,
        external_reference=request.external_reference,
        visited_at=request.visited_at,
        reason_code=request.reason_code,
        carded=request.carded,
        appointment_reference=None if visit is None else visit.appointment_reference,
    )
    recorded = replace(
        moved(order, OrderEvent.NO_ACCESS, here.now),
        non_accesses=(*order.non_accesses, event),
        began=True,
    )
    if visit is not None:
        recorded = with_appointment(recorded, visit)
    reply = RecordNonAccessReply(
        action_status=SUCCESS,
        works_order_number=order.works_order_number,
        non_access_number=event.non_access_number,
        appointment_reference=event.appointment_reference,
        appointment_status=None if visit is None else visit.state.value,
        required_action="REBOOK" if event.non_access_number < _REFER_FROM else "REFER",
    )
    return Decision(reply=reply, orders=(recorded,))


def _visit(order: WorksOrder, request: RecordNonAccess) -> Appointment | None:
    if request.appointment_reference is not None:
        return visit_of(order, request.appointment_reference)
    day = request.visited_at.date()
    return next((each for each in open_appointments(order) if each.appointment_date == day), None)


API: Final = answering(RecordNonAccess, guard=guard, accept=accept, touched=by_number)
