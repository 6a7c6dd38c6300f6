"""Asks for the details of a listed order once, whatever comes of it."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.line import Line
from nps_conformance.contractors.reference.memory import Memory

BREAKS = "listed-order-read"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Ticks a number off before it has read the order."""

    def __init__(self, line: Line, memory: Memory) -> None:
        super().__init__(line, memory)
        self.ticked: set[str] = set()

    def take_over(self, number: str) -> None:
        """Take over what was not ticked off, or was read before."""
        if number not in self.ticked or number in self.books.orders:
            self.ticked.add(number)
            super().take_over(number)
