"""Keeps what its operatives remark to itself."""

from nps_conformance.contractors.reference.contractor import Contractor, Fact

BREAKS = "remark-passed-on"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Has a field for remarks that nobody reads."""

    def duties_for(self, fact: Fact) -> tuple[str, ...]:
        """Nothing follows from a remark."""
        return () if fact.kind == "remark" else super().duties_for(fact)
