"""Says of every failed visit that nobody answered and a card was left."""

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "non-access-as-told"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Has one button for it."""

    def build_non_access(self, duty: Duty, known: Known) -> Request:
        """The usual event."""
        operation, content = super().build_non_access(duty, known)
        return operation, {**content, "ReasonCode": "NOANS", "Carded": "Y"}
