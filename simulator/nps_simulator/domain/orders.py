"""Changes of a works order, each a new value. Whether a change may happen is asked before."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from nps_scenarios.profile import Authorisation
from nps_simulator.domain.dates import slot_times
from nps_simulator.domain.events import AppointmentEvent, OrderEvent, VariationEvent
from nps_simulator.domain.ledger import Books
from nps_simulator.domain.machines import APPOINTMENT_STARTS
from nps_simulator.domain.model import (
    Appointment,
    Line,
    OrderState,
    Party,
    Variation,
    WorksOrder,
)
from nps_simulator.domain.money import shortened, tax_code_for
from nps_simulator.domain.standing import (
    after,
    appointment_after,
    open_appointments,
    pending_variation,
    variation_after,
    visit_of,
)
from nps_wsdl.codes import SCHEDULE_OF_RATES


def moved(order: WorksOrder, event: OrderEvent, now: datetime) -> WorksOrder:
    """The order in the state to which the event leads; the status is as old as the state, and a
    held order remembers where it was.
    """
    state = after(order, event)
    if state is order.state:
        return order
    held_from = order.state if state is OrderState.HELD else None
    return replace(order, state=state, status_at=now, held_from=held_from)


def handed_out(order: WorksOrder, now: datetime) -> WorksOrder:
    """The authorised order, listed to its contractor as new."""
    return replace(order, authorised_at=now, counter=1, change_type="NEW")


def with_news(order: WorksOrder, change_type: str) -> WorksOrder:
    """The order with something the contractor must learn: it will be listed. What happens before
    an order is handed out is no news, but part of the new order.
    """
    if order.state is OrderState.RAISED:
        return order
    return replace(order, counter=order.counter + 1, change_type=change_type)


def with_version(order: WorksOrder, lines: Iterable[Line], change_type: str) -> WorksOrder:
    """The order with new lines as a new version, listed."""
    changed = replace(order, version=order.version + 1, lines=tuple(lines))
    return with_news(changed, change_type)


def with_variation(order: WorksOrder, variation: Variation) -> WorksOrder:
    """The order with this variation added, or in the place of the one of its number."""
    others = tuple(
        each for each in order.variations if each.variation_number != variation.variation_number
    )
    return replace(order, variations=(*others, variation))


def with_appointment(order: WorksOrder, appointment: Appointment) -> WorksOrder:
    """The order with this visit added, or in the place of the one of its reference."""
    reference = appointment.appointment_reference
    if visit_of(order, reference) is None:
        return replace(order, appointments=(*order.appointments, appointment))
    visits = tuple(
        appointment if each.appointment_reference == reference else each
        for each in order.appointments
    )
    return replace(order, appointments=visits)


def appointment_moved(
    appointment: Appointment,
    event: AppointmentEvent,
    at: datetime,
    reason_code: str | None = None,
) -> Appointment:
    """The visit in the status to which the event leads; a repeat changes nothing."""
    state = appointment_after(appointment, event)
    if state is appointment.state:
        return appointment
    return replace(appointment, state=state, status_at=at, reason_code=reason_code)


def cancelled(
    order: WorksOrder, event: OrderEvent, now: datetime, reason_code: str, visit_reason: str | None
) -> WorksOrder:
    """The cancelled order: its open visits are called off, a pending variation falls."""
    if order.state is OrderState.CANCELLED:
        return order
    ended = replace(moved(order, event, now), cancellation_reason_code=reason_code, in_review=False)
    for visit in open_appointments(order):
        ended = with_appointment(
            ended, appointment_moved(visit, AppointmentEvent.FALL, now, visit_reason)
        )
    pending = pending_variation(order)
    if pending is not None:
        fallen = replace(
            pending,
            state=variation_after(pending, VariationEvent.FALL),
            decided_at=now,
            reject_reason_code="NOTJUS",
        )
        ended = with_variation(ended, fallen)
    return ended


def schedule_line(
    line_number: int,
    sor_code: str,
    quantity: Decimal,
    authorisation: Authorisation,
    location: str | None = None,
) -> Line:
    """A line with an item of the schedule of rates, at its agreed rate."""
    description, unit, rate, trade = SCHEDULE_OF_RATES[sor_code]
    return Line(
        line_number=line_number,
        sor_code=sor_code,
        description=description,
        quantity=shortened(quantity),
        unit=unit,
        unit_rate=Decimal(rate),
        tax_code=tax_code_for(authorisation),
        trade_code=trade,
        location=location,
    )


def landlords_visit(day: date, slot: str, books: Books, now: datetime) -> Appointment:
    """A visit booked by the landlord, with the next reference."""
    starts_at, ends_at = slot_times(day, slot)
    return Appointment(
        appointment_reference=next_appointment(books),
        state=APPOINTMENT_STARTS,
        appointment_date=day,
        slot_code=slot,
        starts_at=starts_at,
        ends_at=ends_at,
        booked_by=Party.LANDLORD,
        status_at=now,
    )


def next_appointment(books: Books) -> str:
    """The next appointment reference."""
    return f"A{books.next_number('appointment'):06d}"
