"""Names appointments by a reference of its own."""

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "appointment-reference-known"
ALSO: dict[str, str] = {
    "visits-ended": "a visit that the landlord does not know by that name gets no end",
    "missed-visit-reported": "nor can it be broken by that name",
}


class Habit(Contractor):
    """Has its own diary."""

    def appointment_status(
        self, duty: Duty, known: Known, status_code: str, reason_code: str | None = None
    ) -> Request:
        """The status of the visit as its own diary calls it."""
        operation, request = super().appointment_status(duty, known, status_code, reason_code)
        return operation, {**request, "AppointmentReference": f"DIARY-{duty.number}"}
