"""Writes the time of a note as people in Britain do."""

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "message-valid"
ALSO: dict[str, str] = {"remark-passed-on": "a note that cannot be read is none"}


class Habit(Contractor):
    """Formats dates by hand."""

    def build_note(self, duty: Duty, known: Known) -> Request:
        """Day, month, year."""
        operation, request = super().build_note(duty, known)
        return operation, {**request, "NotedAt": f"{self.now:%d/%m/%Y %H:%M}"}
