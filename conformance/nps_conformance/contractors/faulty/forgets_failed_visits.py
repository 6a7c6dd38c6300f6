"""Keeps quiet about visits that found nobody in."""

from nps_conformance.contractors.reference.contractor import Contractor, Fact

BREAKS = "non-access-reported"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Rebooks, and thinks that is enough."""

    def duties_for(self, fact: Fact) -> tuple[str, ...]:
        """Nothing follows from a closed door."""
        return () if fact.kind == "nobody_in" else super().duties_for(fact)
