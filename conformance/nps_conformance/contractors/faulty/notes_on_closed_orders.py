"""Adds notes to orders that are closed."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Decision, Duty, Known

BREAKS = "closed-order-left-alone"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Thinks that a note can do no harm."""

    def decide_by_status(self, duty: Duty, known: Known) -> Decision:
        """A note goes at any time."""
        if known.details.status == "CLO" and duty.kind == "note":
            return Decision.GO
        return super().decide_by_status(duty, known)
