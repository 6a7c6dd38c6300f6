"""Breaks appointments without saying why."""

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "broken-visit-explained"
ALSO: dict[str, str] = {
    "missed-visit-reported": "a report without a reason is refused, and no other follows"
}


class Habit(Contractor):
    """Sends what the schema asks for, and no more."""

    def build_break_visit(self, duty: Duty, known: Known) -> Request:
        """The visit is off."""
        return self.appointment_status(duty, known, "BRK")
