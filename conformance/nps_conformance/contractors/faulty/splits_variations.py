"""Asks for each found line in a variation of its own, so that none is above the limit."""

from nps_conformance.contractors.reference.contractor import Contractor, Fact

BREAKS = "found-work-asked-for-whole"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Knows its limit."""

    def take_in(self, fact: Fact) -> None:
        """A duty for each line."""
        lines = fact.facts.get("lines", ())
        if fact.kind != "more_work_found" or len(lines) == 1:
            super().take_in(fact)
            return
        for line in lines:
            facts = {"at": fact.occurred_at, "text": fact.text, **fact.facts, "lines": [line]}
            self.keep("vary", fact.order, facts)
