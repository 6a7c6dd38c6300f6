"""Asks for the list, and does nothing else."""

from datetime import datetime

from nps_conformance.contractors.reference.contractor import Contractor, Fact

BREAKS = ""
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Has a poller that lives and a worker that died."""

    def turn(self, fact: Fact) -> None:
        """Ask for the list, whatever happened."""
        self.now = datetime.fromisoformat(fact.now)
        self.poll()
