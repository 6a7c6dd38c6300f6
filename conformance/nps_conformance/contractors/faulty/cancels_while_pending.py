"""Cancels an order while its variation waits for the landlord."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Decision, Duty, Known

BREAKS = "no-change-while-variation-pending"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Thinks that a cancellation settles the variation too."""

    def decide_while_pending(self, duty: Duty, known: Known) -> Decision:
        """A cancellation need not wait."""
        if duty.kind == "cancel":
            return Decision.GO
        return super().decide_while_pending(duty, known)
