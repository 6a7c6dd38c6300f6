"""Sends requests without a Host header."""

from requests import PreparedRequest
from urllib3.util import SKIP_HEADER

from nps_conformance.contractors.faulty._wire import on_the_way_out
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.line import Line
from nps_conformance.contractors.reference.memory import Memory

BREAKS = "host-named"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Knows whom it talks to."""

    def __init__(self, line: Line, memory: Memory) -> None:
        super().__init__(line, memory)
        on_the_way_out(line, _nameless)


def _nameless(request: PreparedRequest) -> None:
    request.headers["Host"] = SKIP_HEADER
