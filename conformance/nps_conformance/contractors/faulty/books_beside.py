"""Books another visit beside the one that stands."""

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "one-open-visit"
ALSO: dict[str, str] = {
    "visits-ended": "the visit that still stands is never ended",
    "agreed-visit-booked": "a faithful landlord refuses the second visit, so it is never booked",
}


class Habit(Contractor):
    """Never says what a booking replaces."""

    def build_book(self, duty: Duty, known: Known) -> Request:
        """Just the visit."""
        operation, content = super().build_book(duty, known)
        return operation, {**content, "ReplacesAppointmentReference": None}
