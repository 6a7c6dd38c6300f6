"""Completes the order with the visit that found nobody in."""

from nps_conformance.contractors.reference.contractor import Contractor, Fact

BREAKS = "no-completion-at-failed-visit"
ALSO: dict[str, str] = {"completion-after-work": "behind a closed door nobody finished anything"}


class Habit(Contractor):
    """Closes the job when the operative has left, whatever came of it."""

    def duties_for(self, fact: Fact) -> tuple[str, ...]:
        """A visit that failed is a job done."""
        duties = super().duties_for(fact)
        return (*duties, "complete") if fact.kind == "nobody_in" else duties
