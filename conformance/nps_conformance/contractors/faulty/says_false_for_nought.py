"""Marks a header of its own with mustUnderstand=false."""

from requests import PreparedRequest

from nps_conformance.contractors.faulty._wire import body_of, on_the_way_out
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.line import Line
from nps_conformance.contractors.reference.memory import Memory

BREAKS = "must-understand-one-or-nought"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Takes SOAP 1.1 for 1.2."""

    def __init__(self, line: Line, memory: Memory) -> None:
        super().__init__(line, memory)
        on_the_way_out(line, _with_header)


def _with_header(request: PreparedRequest) -> None:
    trace = '<t:Trace xmlns:t="urn:fieldops:trace" soap-env:mustUnderstand="false">1</t:Trace>'
    header = f"<soap-env:Header>{trace}</soap-env:Header><soap-env:Body>"
    request.body = body_of(request).replace("<soap-env:Body>", header, 1).encode()
