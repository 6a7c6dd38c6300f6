"""Completes an order while its variation waits for the landlord."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Decision, Duty, Known

BREAKS = "no-completion-while-variation-pending"
ALSO: dict[str, str] = {
    "finished-work-reported": "the landlord refuses the early completion, and it is not sent again",
    "found-work-asked-for": "an order that it has completed is not varied for what is found",
}


class Habit(Contractor):
    """Takes PENDING for success."""

    def decide_while_pending(self, duty: Duty, known: Known) -> Decision:
        """Completing need not wait."""
        if duty.kind == "complete":
            return Decision.GO
        return super().decide_while_pending(duty, known)
