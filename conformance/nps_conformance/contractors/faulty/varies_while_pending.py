"""Asks for a second variation while the first waits for the landlord."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Decision, Duty, Known

BREAKS = "no-change-while-variation-pending"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Sends every find as it comes."""

    def decide_while_pending(self, duty: Duty, known: Known) -> Decision:
        """A second variation need not wait."""
        if duty.kind == "vary":
            return Decision.GO
        return super().decide_while_pending(duty, known)
