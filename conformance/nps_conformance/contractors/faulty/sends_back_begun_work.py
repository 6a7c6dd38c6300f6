"""Sends an order back on which work has begun."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Decision, Duty, Known

BREAKS = "sent-back-only-before-work"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Does not look at what it has reported itself."""

    def decide_send_back(self, duty: Duty, known: Known) -> Decision:
        """At any time."""
        return self.decide_cancel(duty, known)
