"""Completes an order when the first of its lines is finished."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Decision, Duty, Known

BREAKS = "completion-after-work"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Takes a finished visit for a finished job."""

    def decide_complete(self, duty: Duty, _known: Known) -> Decision:
        """With whatever was finished."""
        return Decision.WAIT if self.earlier(duty) else Decision.GO
