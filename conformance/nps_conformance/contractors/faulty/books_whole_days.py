"""Books every visit for the whole day."""

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "booked-as-agreed"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Knows no slots."""

    def build_book(self, duty: Duty, known: Known) -> Request:
        """The visit at any time of the day."""
        operation, content = super().build_book(duty, known)
        return operation, {**content, "SlotCode": "ALL"}
