"""AP9: the contractor reports what became of an appointment."""

from dataclasses import replace
from typing import Final

from nps_simulator.apis._api import NOTHING_CHANGED, SUCCESS, answering
from nps_simulator.domain.closing import closed_if_due
from nps_simulator.domain.content import content_objection
from nps_simulator.domain.dates import not_before, not_in_future
from nps_simulator.domain.events import OrderEvent
from nps_simulator.domain.ledger import Books, Circumstances, Decision, Guarded
from nps_simulator.domain.machines import BEGINS, EVENT_OF_STATUS, MEANS
from nps_simulator.domain.model import Appointment, AppointmentState
from nps_simulator.domain.orders import appointment_moved, moved, with_appointment
from nps_simulator.domain.refusals import refusing
from nps_simulator.domain.standing import appointment_of, appointment_refusal, objection
from nps_simulator.messages.update_appointment_status import (
    UpdateAppointmentStatus,
    UpdateAppointmentStatusReply,
)
from nps_wsdl.codes import APPOINTMENT_REASONS

_NEED_REASON: Final = frozenset({AppointmentState.BROKEN.value, AppointmentState.CANCELLED.value})


def guard(request: UpdateAppointmentStatus, books: Books, here: Circumstances) -> Guarded | None:
    """Refuses a reference that is not the landlord's, a step that cannot follow, and visits at a
    time when the order is not worked on; a repeat of the status is accepted.
    """
    found = content_objection(request) or _unexplained(request)
    found = found or not_in_future("StatusAt", request.status_at, here.now)
    if found is not None:
        return found
    reference = request.appointment_reference
    owner = appointment_of(books, here, reference)
    if owner is None:
        return refusing("APPOINTMENT-UNKNOWN", "AppointmentReference", reference=reference)
    order, visit = owner
    found = not_before("StatusAt", request.status_at, order.raised_at, "the order was raised")
    found = found or objection(order, _order_event(visit, request), here, "AppointmentReference")
    if found is not None:
        return found
    event = EVENT_OF_STATUS[AppointmentState(request.status_code)]
    return appointment_refusal(visit, event, request.status_code, "StatusCode")


def _unexplained(request: UpdateAppointmentStatus) -> Guarded | None:
    if request.status_code not in _NEED_REASON or request.reason_code is not None:
        return None
    codes = ", ".join(APPOINTMENT_REASONS)
    return refusing("REASON-MISSING", "ReasonCode", status=request.status_code, codes=codes)


def _order_event(visit: Appointment, request: UpdateAppointmentStatus) -> OrderEvent:
    """What the report means for the order: a visit, or a matter of the diary, as a repeat is."""
    state = AppointmentState(request.status_code)
    if visit.state is state:
        return OrderEvent.DIARY
    return MEANS.get(EVENT_OF_STATUS[state], OrderEvent.DIARY)


def accept(request: UpdateAppointmentStatus, books: Books, here: Circumstances) -> Decision:
    """The visit has the status; an operative at the door means that the order has begun; the last
    part that ends may close the order.
    """
    owner = appointment_of(books, here, request.appointment_reference)
    if owner is None:
        raise LookupError(f"{request.appointment_reference}: accept was called without guard")
    order, visit = owner
    state = AppointmentState(request.status_code)
    event = EVENT_OF_STATUS[state]
    repeat = visit.state is state
    updated = appointment_moved(visit, event, request.status_at, request.reason_code)
    changed = with_appointment(moved(order, _order_event(visit, request), here.now), updated)
    changed = replace(changed, began=changed.began or event in BEGINS)
    changed = closed_if_due(changed, here.now, second_seed=here.profile.second_seed)
    reply = UpdateAppointmentStatusReply(
        action_status=NOTHING_CHANGED if repeat else SUCCESS,
        appointment_reference=visit.appointment_reference,
        works_order_number=order.works_order_number,
        previous_status=visit.state.value,
        appointment_status=state.value,
    )
    return Decision(reply=reply, orders=() if repeat else (changed,))


def _touched(request: UpdateAppointmentStatus, books: Books) -> tuple[str, ...]:
    order = books.order_of_appointment(request.appointment_reference)
    return () if order is None else (order.works_order_number,)


API: Final = answering(UpdateAppointmentStatus, guard=guard, accept=accept, touched=_touched)
