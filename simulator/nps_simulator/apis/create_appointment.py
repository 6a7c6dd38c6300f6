"""EX1: the contractor books a visit that was agreed with the tenant."""

from typing import Final

from nps_simulator.apis._api import SUCCESS, answering, by_number
from nps_simulator.domain.content import content_objection
from nps_simulator.domain.dates import bookable, slot_times
from nps_simulator.domain.events import AppointmentEvent, OrderEvent
from nps_simulator.domain.fullness import full
from nps_simulator.domain.ledger import Books, Circumstances, Decision, Guarded
from nps_simulator.domain.machines import APPOINTMENT_STARTS
from nps_simulator.domain.model import Appointment, Party, WorksOrder
from nps_simulator.domain.orders import appointment_moved, moved, next_appointment, with_appointment
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
from nps_simulator.messages.create_appointment import CreateAppointment, CreateAppointmentReply

_REPLACES: Final = "ReplacesAppointmentReference"


def guard(request: CreateAppointment, books: Books, here: Circumstances) -> Guarded | None:
    """Refuses a booking without permission, in the past, out of its time, or beside an open visit
    that it does not replace.
    """
    found = content_objection(request)
    found = found or bookable(
        "AppointmentDate", request.appointment_date, request.slot_code, here.now
    )
    if found is not None:
        return found
    number = request.works_order_number
    order = order_of(books, here, number)
    if order is None:
        return unknown(number)
    if not here.authorisation.may_book_appointments:
        return refusing("BOOKING-NOT-PERMITTED", "WorksOrderNumber", number=number)
    reference = request.replaces_appointment_reference
    former = _former(order, request)
    if reference is not None and former is None:
        return refusing("APPOINTMENT-UNKNOWN", _REPLACES, reference=reference)
    found = full(order, len(order.appointments), "appointments")
    found = found or objection(order, OrderEvent.BOOK, here)
    if found is None and former is not None:
        found = appointment_refusal(former, AppointmentEvent.REPLACE, "CAN", _REPLACES)
    return found or _beside_open(order, request)


def _former(order: WorksOrder, request: CreateAppointment) -> Appointment | None:
    named = request.replaces_appointment_reference
    return None if named is None else visit_of(order, named)


def _beside_open(order: WorksOrder, request: CreateAppointment) -> Guarded | None:
    for visit in open_appointments(order):
        if visit.appointment_reference != request.replaces_appointment_reference:
            return refusing(
                "APPOINTMENT-OPEN",
                _REPLACES,
                number=order.works_order_number,
                reference=visit.appointment_reference,
            )
    return None


def accept(request: CreateAppointment, books: Books, here: Circumstances) -> Decision:
    """A booked visit with the landlord's reference; one that it replaces is called off."""
    order = guarded_order(books, here, request.works_order_number)
    former = _former(order, request)
    changed = moved(order, OrderEvent.BOOK, here.now)
    if former is not None:
        replaced = appointment_moved(former, AppointmentEvent.REPLACE, here.now)
        changed = with_appointment(changed, replaced)
    starts_at, ends_at = slot_times(request.appointment_date, request.slot_code)
    visit = Appointment(
        appointment_reference=next_appointment(books),
        state=APPOINTMENT_STARTS,
        appointment_date=request.appointment_date,
        slot_code=request.slot_code,
        starts_at=starts_at,
        ends_at=ends_at,
        booked_by=Party.CONTRACTOR,
        status_at=here.now,
        external_reference=request.external_reference,
    )
    changed = with_appointment(changed, visit)
    reply = CreateAppointmentReply(
        action_status=SUCCESS,
        works_order_number=order.works_order_number,
        appointment_reference=visit.appointment_reference,
        appointment_status=visit.state.value,
        starts_at=starts_at,
        ends_at=ends_at,
        within_target=starts_at <= order.target_at,
    )
    return Decision(reply=reply, orders=(changed,))


API: Final = answering(CreateAppointment, guard=guard, accept=accept, touched=by_number)
