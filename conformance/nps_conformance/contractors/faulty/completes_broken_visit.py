"""Marks the first appointment of an order completed, broken or not."""

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "broken-appointment-not-completed"
ALSO: dict[str, str] = {
    "visit-ended-before-completion": "the visit in place of the broken one is left open",
    "visits-ended": "the visit in place of the broken one is left open",
}


class Habit(Contractor):
    """Thinks that an order has one appointment."""

    def build_close_visit(self, duty: Duty, known: Known) -> Request:
        """The first appointment there ever was."""
        first = known.details.appointments[0].appointment_reference
        operation, request = super().build_close_visit(duty, known)
        return operation, {**request, "AppointmentReference": first}
