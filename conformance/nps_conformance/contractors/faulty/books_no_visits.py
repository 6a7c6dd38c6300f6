"""Keeps the visits it agrees to in its own diary."""

from nps_conformance.contractors.reference.contractor import Contractor, Fact

BREAKS = "agreed-visit-booked"
ALSO: dict[str, str] = {
    "broken-appointment-replaced": "a visit in place of a broken one is not booked either"
}


class Habit(Contractor):
    """Thinks that appointments are its own affair."""

    def duties_for(self, fact: Fact) -> tuple[str, ...]:
        """Nothing follows from an agreement with the tenant."""
        return () if fact.kind == "visit_agreed" else super().duties_for(fact)
