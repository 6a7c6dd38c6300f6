"""Writes the name of its program into every message."""

from requests import PreparedRequest

from nps_conformance.contractors.faulty._wire import body_of, on_the_way_out
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.line import Line
from nps_conformance.contractors.reference.memory import Memory

BREAKS = "no-processing-instructions"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Has an XML writer that leaves its mark."""

    def __init__(self, line: Line, memory: Memory) -> None:
        super().__init__(line, memory)
        on_the_way_out(line, _marked)


def _marked(request: PreparedRequest) -> None:
    mark = "?><?written-by fieldops?>"
    request.body = body_of(request).replace("?>", mark, 1).encode()
