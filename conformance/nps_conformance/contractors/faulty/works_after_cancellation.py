"""Completes an order that the landlord has cancelled."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Decision, Duty, Known

BREAKS = "no-work-after-cancellation"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Finishes what it has begun."""

    def decide_by_status(self, duty: Duty, known: Known) -> Decision:
        """Cancelled by others is as good as issued."""
        if known.details.status == "CAN" and not known.settled:
            return Decision.GO
        return super().decide_by_status(duty, known)
