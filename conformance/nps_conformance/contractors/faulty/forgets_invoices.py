"""Does not invoice what was completed."""

from nps_conformance.contractors.reference.contractor import Contractor, Fact

BREAKS = "completed-work-invoiced"
ALSO: dict[str, str] = {"money-adds-up": "what is not invoiced is missing in the sum"}


class Habit(Contractor):
    """Works for nothing."""

    def duties_for(self, fact: Fact) -> tuple[str, ...]:
        """No invoice runs."""
        return tuple(kind for kind in super().duties_for(fact) if kind != "invoice")
