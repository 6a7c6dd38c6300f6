"""Sends question marks for everything that is not plain English."""

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "note-text-whole"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Stores texts in a narrow character set."""

    def build_note(self, duty: Duty, known: Known) -> Request:
        """The note as it comes out of the database."""
        operation, content = super().build_note(duty, known)
        return operation, {**content, "Text": content["Text"].encode("ascii", "replace").decode()}
