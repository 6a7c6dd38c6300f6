"""Does not report that the work is finished."""

from nps_conformance.contractors.reference.contractor import Contractor, Fact

BREAKS = "finished-work-reported"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Leaves it to the landlord to find out."""

    def duties_for(self, fact: Fact) -> tuple[str, ...]:
        """A finished job is a visit that is over, no more."""
        return tuple(kind for kind in super().duties_for(fact) if kind != "complete")
