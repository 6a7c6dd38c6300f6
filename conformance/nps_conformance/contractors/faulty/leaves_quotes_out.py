"""Sends the SOAPAction without quotes."""

from collections.abc import Callable
from typing import cast

from requests import PreparedRequest

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.line import Line
from nps_conformance.contractors.reference.memory import Memory

BREAKS = "soap-action-quoted"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Writes headers by hand."""

    def __init__(self, line: Line, memory: Memory) -> None:
        super().__init__(line, memory)
        sign_in = cast("Callable[[PreparedRequest], PreparedRequest]", line.session.auth)

        def change(request: PreparedRequest) -> PreparedRequest:
            signed = sign_in(request)
            signed.headers["SOAPAction"] = str(signed.headers["SOAPAction"]).strip('"')
            return signed

        line.session.auth = change
