"""Asks for the list only while it has no open order."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import OVER

BREAKS = "polls-on"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Finishes what it has before it looks for more."""

    def collect(self) -> None:
        """Take in news, if there is nothing to do."""
        if all(known.details.status in OVER for known in self.books.orders.values()):
            super().collect()
