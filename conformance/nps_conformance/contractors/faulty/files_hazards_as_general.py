"""Notes a hazard like anything else."""

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "hazard-noted"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Knows one type of note."""

    def build_note(self, duty: Duty, known: Known) -> Request:
        """A general note."""
        operation, content = super().build_note(duty, known)
        return operation, {**content, "TypeCode": "GEN"}
