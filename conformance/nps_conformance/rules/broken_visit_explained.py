"""Rule: a visit that is off has a reason."""

from collections.abc import Iterator

from nps_conformance.evidence.model import APPOINTMENT_STATUS, Evidence
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)

OFF = frozenset({"BRK", "CAN"})


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="appointment",
    source="The published contract of UpdateAppointmentStatus: a broken or cancelled appointment "
    "needs a reason.",
    needs=(APPOINTMENT_STATUS,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """An appointment that is reported as broken or cancelled carries a reason code."""
    for call in evidence.calls:
        if call.operation != APPOINTMENT_STATUS or call.request is None:
            continue
        status = call.request.status_code
        if status not in OFF:
            continue
        if call.request.reason_code:
            yield satisfied(call.seq)
            continue
        order = ", ".join(call.orders)
        yield Violated(
            entries=(call.seq,),
            message=call.seq,
            order=order,
            element="StatusCode",
            state=f"works order {order}" if order else "",
            came=f"UpdateAppointmentStatus {status} for appointment "
            f"{call.request.appointment_reference} without a ReasonCode.",
            legal=f"The same with the reason why the visit is {status}.",
            fix="Keep the reason with the visit, and send it with the status.",
        )
