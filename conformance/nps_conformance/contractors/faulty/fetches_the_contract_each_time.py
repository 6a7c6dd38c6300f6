"""Fetches the contract before each message."""

from requests import PreparedRequest

from nps_conformance.contractors.faulty._wire import on_the_way_out
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.line import Line, fetched
from nps_conformance.contractors.reference.memory import Memory

BREAKS = "contract-kept"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Makes its SOAP client anew each time."""

    def __init__(self, line: Line, memory: Memory) -> None:
        super().__init__(line, memory)
        on_the_way_out(line, self.look_it_up)

    def look_it_up(self, _request: PreparedRequest) -> None:
        """Nothing is changed."""
        fetched(f"{self.line.endpoint}?wsdl")
