"""Rule: appointments go by the landlord's reference."""

from collections import defaultdict
from collections.abc import Iterator

from nps_conformance.evidence.model import (
    APPOINT,
    APPOINTMENT_STATUS,
    DETAILS,
    NON_ACCESS,
    Call,
    Evidence,
)
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)

FIELDS = {
    APPOINTMENT_STATUS: ("appointment_reference", "AppointmentReference"),
    NON_ACCESS: ("appointment_reference", "AppointmentReference"),
    APPOINT: ("replaces_appointment_reference", "ReplacesAppointmentReference"),
}


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="appointment",
    source="AP9: Send appointment reference and status code. AP2: Return latest detail of works "
    "order and appointments.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """An appointment is named by the reference that the landlord gave it, in the details or in the
    reply to its booking.
    """
    told: defaultdict[str, dict[str, tuple[int, str]]] = defaultdict(dict)
    for call in evidence.calls:
        known = told[call.contractor]
        if call.operation in FIELDS and call.request is not None:
            field, element = FIELDS[call.operation]
            reference = getattr(call.request, field)
            if reference is not None:
                yield _judged(call, reference, element, known)
        for reference in _learnt(call):
            known.setdefault(reference, (call.seq, call.request.works_order_number))


def _learnt(call: Call) -> list[str]:
    if not call.told_success:
        return []
    if call.operation == DETAILS and call.reply.works_order is not None:
        return [each.appointment_reference for each in call.reply.works_order.appointments]
    if call.operation == APPOINT and call.reply.appointment_reference is not None:
        return [call.reply.appointment_reference]
    return []


def _judged(
    call: Call, reference: str, element: str, known: dict[str, tuple[int, str]]
) -> Occasion:
    seq, order = known.get(reference, (-1, ""))
    elsewhere = call.operation != APPOINTMENT_STATUS and order != call.request.works_order_number
    if order and not elsewhere:
        return satisfied(seq, call.seq)
    listed = ", ".join(sorted(known)) or "none"
    return Violated(
        entries=(call.seq,),
        message=call.seq,
        order=", ".join(call.orders),
        element=element,
        state=f"appointment references told so far: {listed}",
        came=f"{call.operation} names appointment {reference}, which the landlord "
        + (f"told for works order {order}." if order else "never told."),
        legal="An AppointmentReference out of the details, or out of the reply to "
        "CreateAppointment.",
        fix="Store the landlord's reference with the visit; your own goes into ExternalReference.",
    )
