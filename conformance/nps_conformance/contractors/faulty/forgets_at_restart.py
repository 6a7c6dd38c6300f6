"""Keeps its books in memory only, all but the numbers it counts."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Books
from nps_conformance.contractors.reference.line import Line
from nps_conformance.contractors.reference.memory import Memory

BREAKS = "restart-survived"
ALSO = {
    "agreed-visit-booked": "on an order that it has forgotten it books nothing",
    "finished-work-reported": "of an order that it has forgotten it reports nothing",
}


class Habit(Contractor):
    """Begins each day with empty books."""

    def __init__(self, line: Line, memory: Memory) -> None:
        memory.books = Books(counted=memory.books.counted)
        super().__init__(line, memory)
