"""Tries PUT first whenever it asks for the list."""

from requests import PreparedRequest

from nps_conformance.contractors.faulty._wire import body_of, on_the_way_out
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.line import Line
from nps_conformance.contractors.reference.memory import Memory

BREAKS = "sent-by-post"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Takes SOAP for REST, until it is refused."""

    def __init__(self, line: Line, memory: Memory) -> None:
        super().__init__(line, memory)
        self.put = False
        on_the_way_out(line, self.choose)

    def choose(self, request: PreparedRequest) -> None:
        """PUT, and POST the next time."""
        self.put = not self.put and "RequestWorksOrders" in body_of(request)
        request.method = "PUT" if self.put else "POST"
