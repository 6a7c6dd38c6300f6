"""Completes an order that the landlord holds."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Decision, Duty, Known

BREAKS = "no-work-while-held"
ALSO: dict[str, str] = {
    "finished-work-reported": "the landlord refuses the early completion, and it is not sent again",
    "agreed-visit-booked": "nor is the early booking",
}


class Habit(Contractor):
    """Does not look at the status."""

    def decide_by_status(self, duty: Duty, known: Known) -> Decision:
        """Held is as good as issued."""
        if known.details.status == "HLD":
            return Decision.GO
        return super().decide_by_status(duty, known)
