"""Exits for good in the turn after the first news that matters."""

from nps_conformance.contractors.faulty.worker_dies import Habit as WorkerDies
from nps_conformance.contractors.reference.contractor import Fact

BREAKS = ""
ALSO: dict[str, str] = {}


class Habit(WorkerDies):
    """Is as good as any until it counts."""

    def turn(self, fact: Fact) -> None:
        """The end, when there was something to be careful about."""
        if self.matters():
            raise SystemExit(1)
        super().turn(fact)
