"""Confirms an order when it has been listed three times."""

from collections import Counter

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.line import Line
from nps_conformance.contractors.reference.memory import Memory

BREAKS = "emergency-receipted-promptly"
ALSO: dict[str, str] = {}
ENOUGH = 3


class Habit(Contractor):
    """Waits until it is worth the postage."""

    def __init__(self, line: Line, memory: Memory) -> None:
        super().__init__(line, memory)
        self.seen: Counter[str] = Counter()

    def take_over(self, number: str) -> None:
        """Read it each time, and confirm it the third time."""
        self.seen[number] += 1
        if self.seen[number] >= ENOUGH:
            super().take_over(number)
        else:
            self.read(number)
