"""Does not ask for more work that was found, and completes what was ordered."""

from nps_conformance.contractors.reference.contractor import Contractor, Fact

BREAKS = "found-work-asked-for"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Leaves it on the job sheet."""

    def duties_for(self, fact: Fact) -> tuple[str, ...]:
        """Found work is nobody's duty."""
        return tuple(kind for kind in super().duties_for(fact) if kind != "vary")
