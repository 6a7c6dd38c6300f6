"""Sends an empty SOAPAction with every request."""

from collections.abc import Callable
from typing import cast

from requests import PreparedRequest

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.line import Line
from nps_conformance.contractors.reference.memory import Memory

BREAKS = "soap-action-matches"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Thinks that the body says it all."""

    def __init__(self, line: Line, memory: Memory) -> None:
        super().__init__(line, memory)
        sign_in = cast("Callable[[PreparedRequest], PreparedRequest]", line.session.auth)

        def change(request: PreparedRequest) -> PreparedRequest:
            signed = sign_in(request)
            signed.headers["SOAPAction"] = '""'
            return signed

        line.session.auth = change
