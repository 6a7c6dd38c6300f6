"""Asks for a variation of an order that is completed."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Decision, Duty, Known

BREAKS = "no-work-after-completion"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Thinks that an order is open until it is paid."""

    def decide_by_status(self, duty: Duty, known: Known) -> Decision:
        """Completed is as good as issued, for a variation."""
        if known.details.status == "COM" and duty.kind == "vary":
            return Decision.GO
        return super().decide_by_status(duty, known)
