"""Sends a Content-Type without a charset."""

from requests import PreparedRequest

from nps_conformance.contractors.faulty._wire import on_the_way_out
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.line import Line
from nps_conformance.contractors.reference.memory import Memory

BREAKS = "content-type-names-charset"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Thinks that XML says it itself."""

    def __init__(self, line: Line, memory: Memory) -> None:
        super().__init__(line, memory)
        on_the_way_out(line, _bare)


def _bare(request: PreparedRequest) -> None:
    request.headers["Content-Type"] = "text/xml"
