"""Says nothing when its operative did not come."""

from nps_conformance.contractors.reference.contractor import Contractor, Fact

BREAKS = "missed-visit-reported"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Hopes that nobody has noticed."""

    def duties_for(self, fact: Fact) -> tuple[str, ...]:
        """Nothing follows from a visit that was missed."""
        return () if fact.kind == "visit_missed" else super().duties_for(fact)
