"""Cuts notes off after 80 characters."""

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "note-text-whole"
ALSO: dict[str, str] = {}
ROOM = 80


class Habit(Contractor):
    """Has a column of that width."""

    def build_note(self, duty: Duty, known: Known) -> Request:
        """What fits of the note."""
        operation, content = super().build_note(duty, known)
        return operation, {**content, "Text": content["Text"][:ROOM]}
