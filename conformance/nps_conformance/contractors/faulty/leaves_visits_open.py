"""Reports the arrival and the completion, and never the end of the visit."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Decision, Duty, Known

BREAKS = "visits-ended"
ALSO: dict[str, str] = {
    "visit-ended-before-completion": "a visit without an end did not end before either"
}


class Habit(Contractor):
    """Thinks that a completed order says it all."""

    def decide_close_visit(self, _duty: Duty, _known: Known) -> Decision:
        """Never."""
        return Decision.DROP
