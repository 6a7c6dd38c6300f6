"""Adds every note twice."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty
from nps_conformance.contractors.reference.line import Answer

BREAKS = "note-once"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Two jobs empty the same outbox."""

    def after_success(self, duty: Duty, answer: Answer) -> None:
        """The other job sends it too."""
        super().after_success(duty, answer)
        if duty.kind == "note" and "copy" not in duty.facts:
            self.keep("note", duty.order, {**duty.facts, "copy": True})
