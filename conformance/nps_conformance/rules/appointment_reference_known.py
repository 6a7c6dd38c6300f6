"""Rule: appointments go by the landlord's reference."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

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
    Why,
    rule,
    satisfied,
    undecided,
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
    told: defaultdict[str, _Told] = defaultdict(_Told)
    for call in evidence.calls:
        known = told[call.contractor]
        if call.operation in FIELDS and call.request is not None:
            name, element = FIELDS[call.operation]
            reference = getattr(call.request, name)
            if reference is not None:
                yield _judged(call, reference, element, known)
        known.learn(call)


@dataclass(slots=True)
class _Told:
    """References as one contractor knows them. `perhaps` holds, with the order that was asked
    about, those of a reply that a client may have read though it was stale or of another type;
    `sent` all that any reply held.
    """

    known: dict[str, tuple[int, str]] = field(default_factory=dict)
    perhaps: set[tuple[str, str]] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)

    def learn(self, call: Call) -> None:
        """Take in a reply."""
        found = _references(call)
        if call.told_success and call.request is not None:
            for reference in found:
                self.known.setdefault(reference, (call.seq, call.request.works_order_number))
        if call.perhaps_read and call.operation in {DETAILS, APPOINT} and call.request is not None:
            number = call.request.works_order_number
            self.perhaps.update((each, number) for each in {*found, *self.sent})
        self.sent.update(found)

    def maybe(self, call: Call, reference: str) -> bool:
        """Whether the contractor may have read that the order has a visit of this reference."""
        if call.operation == APPOINTMENT_STATUS:
            return any(each == reference for each, _ in self.perhaps)
        return (reference, call.request.works_order_number) in self.perhaps


def _references(call: Call) -> list[str]:
    """The references in a reply, whether or not it arrived."""
    if call.reply is None or call.outcome != "success":
        return []
    if call.operation == DETAILS and call.reply.works_order is not None:
        return [each.appointment_reference for each in call.reply.works_order.appointments]
    if call.operation == APPOINT and call.reply.appointment_reference is not None:
        return [call.reply.appointment_reference]
    return []


def _judged(call: Call, reference: str, element: str, told: _Told) -> Occasion:
    seq, order = told.known.get(reference, (-1, ""))
    elsewhere = call.operation != APPOINTMENT_STATUS and order != call.request.works_order_number
    if order and not elsewhere:
        return satisfied(seq, call.seq)
    if told.maybe(call, reference):
        return undecided(Why.NOT_TOLD, call.seq)
    listed = ", ".join(sorted(told.known)) or "none"
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
