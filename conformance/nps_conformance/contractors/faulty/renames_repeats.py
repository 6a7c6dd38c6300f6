"""Gives a completion a new reference each time it is sent."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty

BREAKS = "repeat-with-same-reference"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Takes the external reference for the number of a message."""

    def prepare_resend(self, duty: Duty) -> None:
        """Every message has a number of its own."""
        if duty.kind == "complete" and duty.request is not None:
            duty.request["ExternalReference"] = self.next_reference()
