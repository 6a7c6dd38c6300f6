"""Completes the order first, and ends the visit afterwards."""

from nps_conformance.contractors.reference.contractor import Contractor, Fact
from nps_conformance.contractors.reference.knowledge import Decision, Duty, Known

BREAKS = "visit-ended-before-completion"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Reports the work in the evening, and its diary last."""

    def duties_for(self, fact: Fact) -> tuple[str, ...]:
        """The end of the visit after all others."""
        return tuple(sorted(super().duties_for(fact), key=lambda kind: kind == "close_visit"))

    def decide_by_status(self, duty: Duty, known: Known) -> Decision:
        """A visit may end on a completed order."""
        if known.details.status == "COM" and duty.kind == "close_visit":
            return Decision.GO
        return super().decide_by_status(duty, known)
