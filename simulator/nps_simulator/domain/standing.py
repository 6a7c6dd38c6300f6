"""What may happen to an order as it stands: the functions that read the tables of `machines.py`."""

from collections.abc import Mapping
from typing import Final

from nps_simulator.domain.events import (
    AppointmentEvent,
    Condition,
    InvoiceEvent,
    OrderEvent,
    VariationEvent,
)
from nps_simulator.domain.ledger import Books, Circumstances, Guarded
from nps_simulator.domain.machines import (
    APPOINTMENT_FINAL,
    APPOINTMENT_LEADS,
    APPOINTMENT_REFUSED,
    CONDITIONS,
    INVOICE_LEADS,
    ORDER_LEADS,
    ORDER_REFUSED,
    SECOND_SEED,
    SECOND_SEED_CONDITIONS,
    VARIATION_LEADS,
    Back,
)
from nps_simulator.domain.model import (
    Appointment,
    AppointmentState,
    InvoiceState,
    OrderState,
    Variation,
    VariationState,
    WorksOrder,
)
from nps_simulator.domain.refusals import refusing

_NOTHING: Final[Mapping[OrderEvent, str]] = {}


class NotNowError(ValueError):
    """The landlord's action does not fit the state: says which thing, its state, and the action."""


def order_of(books: Books, here: Circumstances, number: str) -> WorksOrder | None:
    """The caller's own order of that number; another's, or one not handed out yet, is none."""
    order = books.order(number)
    if order is None or order.contractor != here.contractor:
        return None
    return None if order.authorised_at is None else order


def guarded_order(books: Books, here: Circumstances, number: str) -> WorksOrder:
    """The same for a request that was guarded: the order is there (LookupError otherwise)."""
    order = order_of(books, here, number)
    if order is None:
        raise LookupError(f"works order {number} is not there: accept was called without guard")
    return order


def appointment_of(
    books: Books, here: Circumstances, reference: str
) -> tuple[WorksOrder, Appointment] | None:
    """The caller's own appointment of that reference, with its order."""
    order = books.order_of_appointment(reference)
    if order is None or order_of(books, here, order.works_order_number) is None:
        return None
    visit = visit_of(order, reference)
    return None if visit is None else (order, visit)


def visit_of(order: WorksOrder, reference: str) -> Appointment | None:
    """The visit of that reference on this order."""
    for appointment in order.appointments:
        if appointment.appointment_reference == reference:
            return appointment
    return None


def unknown(number: str) -> Guarded:
    """The answer about an order that is not there, or not the caller's: the very same."""
    return refusing("ORDER-UNKNOWN", "WorksOrderNumber", number=number)


def pending_variation(order: WorksOrder) -> Variation | None:
    """The variation that waits for the landlord; there is at most one."""
    for variation in reversed(order.variations):
        if variation.state is VariationState.PENDING:
            return variation
    return None


def open_appointments(order: WorksOrder) -> tuple[Appointment, ...]:
    """Visits without a final status."""
    return tuple(each for each in order.appointments if each.state not in APPOINTMENT_FINAL)


def holds(condition: Condition, order: WorksOrder) -> bool:
    """Whether this is so of the order."""
    if condition is Condition.NEVER_RECEIVED:
        return order.acknowledged == 0
    if condition is Condition.VARIATION_PENDING:
        return pending_variation(order) is not None
    if condition is Condition.INVOICED:
        return order.invoiced
    if condition is Condition.IN_REVIEW:
        return order.in_review
    return order.began


def refusal_code(order: WorksOrder, event: OrderEvent, *, second_seed: bool) -> str | None:
    """The code with which this contractor's event is refused now, None when it may happen."""
    code = ORDER_REFUSED.get(order.state, _NOTHING).get(event)
    if code is None and second_seed:
        code = SECOND_SEED.get(order.state, _NOTHING).get(event)
    if code is not None:
        return code
    for condition, refused in CONDITIONS.items():
        if event in refused and holds(condition, order):
            return refused[event]
    if second_seed:
        for condition, refused in SECOND_SEED_CONDITIONS.items():
            if event in refused and holds(condition, order):
                return refused[event]
    return None


def objection(
    order: WorksOrder, event: OrderEvent, here: Circumstances, field: str = "WorksOrderNumber"
) -> Guarded | None:
    """The objection to a contractor's event as the order stands, if there is one."""
    code = refusal_code(order, event, second_seed=here.profile.second_seed)
    if code is None:
        return None
    pending = pending_variation(order)
    return refusing(
        code,
        field,
        number=order.works_order_number,
        state=order.state,
        variation=pending.variation_number if pending else 0,
        reference=order.completion.external_reference if order.completion else "",
        invoice=order.invoice_numbers[-1] if order.invoice_numbers else "",
    )


def after(order: WorksOrder, event: OrderEvent) -> OrderState:
    """The state to which this event leads; the state as it is when it leads nowhere (which is
    asked only by a gullible landlord, who throws the changed order away).
    """
    target = ORDER_LEADS[order.state].get(event, order.state)
    if isinstance(target, Back):
        return order.held_from or OrderState.ISSUED
    return target


def landlord_may(order: WorksOrder, event: OrderEvent) -> None:
    """Raises NotNowError when the landlord cannot do this to the order as it stands."""
    if event not in ORDER_LEADS[order.state]:
        allowed = ", ".join(state for state, leads in ORDER_LEADS.items() if event in leads)
        raise NotNowError(
            f"works order {order.works_order_number} has status {order.state} and cannot be "
            f"{event.words}; that needs status {allowed}"
        )


def appointment_refusal(
    appointment: Appointment, event: AppointmentEvent, status: str, field: str
) -> Guarded | None:
    """The objection to a contractor's event on a visit as it stands, if there is one."""
    code = APPOINTMENT_REFUSED[appointment.state].get(event)
    if code is None:
        return None
    reference = appointment.appointment_reference
    return refusing(code, field, reference=reference, state=appointment.state, status=status)


def appointment_after(appointment: Appointment, event: AppointmentEvent) -> AppointmentState:
    """The status to which this event leads; the status as it is when it leads nowhere."""
    return APPOINTMENT_LEADS[appointment.state].get(event, appointment.state)


def landlord_may_appointment(appointment: Appointment, event: AppointmentEvent) -> None:
    """Raises NotNowError when the landlord cannot do this to the visit as it stands."""
    if event not in APPOINTMENT_LEADS[appointment.state]:
        allowed = ", ".join(state for state, leads in APPOINTMENT_LEADS.items() if event in leads)
        raise NotNowError(
            f"appointment {appointment.appointment_reference} has status {appointment.state} and "
            f"cannot be {event.words}; that needs status {allowed}"
        )


def variation_after(variation: Variation, event: VariationEvent) -> VariationState:
    """The state to which a decision leads. Raises NotNowError when it is decided already."""
    target = VARIATION_LEADS[variation.state].get(event)
    if target is None:
        raise NotNowError(
            f"variation {variation.variation_number} has status {variation.state} and cannot be "
            f"{event.words}; only a pending one (PEND) can"
        )
    return target


def invoice_after(number: str, state: InvoiceState, event: InvoiceEvent) -> InvoiceState:
    """The state to which an event leads; raises NotNowError when it cannot follow."""
    target = INVOICE_LEADS[state].get(event)
    if target is None:
        allowed = ", ".join(each for each, leads in INVOICE_LEADS.items() if event in leads)
        raise NotNowError(
            f"invoice {number} has status {state} and cannot be {event.words}; that needs status "
            f"{allowed}"
        )
    return target
