"""Says on the Body that it is encoded as RPC."""

from requests import PreparedRequest

from nps_conformance.contractors.faulty._wire import body_of, on_the_way_out
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.line import Line
from nps_conformance.contractors.reference.memory import Memory

BREAKS = "no-soap-attributes-on-envelope"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Grew up with rpc/encoded."""

    def __init__(self, line: Line, memory: Memory) -> None:
        super().__init__(line, memory)
        on_the_way_out(line, _encoded)


def _encoded(request: PreparedRequest) -> None:
    encoding = "http://schemas.xmlsoap.org/soap/encoding/"
    claim = f'<soap-env:Body soap-env:encodingStyle="{encoding}">'
    request.body = body_of(request).replace("<soap-env:Body>", claim, 1).encode()
