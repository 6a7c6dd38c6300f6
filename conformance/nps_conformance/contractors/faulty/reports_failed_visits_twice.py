"""Reports a failed visit as often as it is told of it."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Decision, Duty, Known

BREAKS = "non-access-once"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Does not look whether the visit has failed already."""

    def decide_non_access(self, _duty: Duty, _known: Known) -> Decision:
        """Always."""
        return Decision.GO
