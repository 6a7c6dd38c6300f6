"""Completes an order again after it was accepted."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty
from nps_conformance.contractors.reference.line import Answer

BREAKS = "completed-once"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Makes sure."""

    def after_success(self, duty: Duty, answer: Answer) -> None:
        """Once more, under a new reference."""
        if duty.kind == "complete" and duty.request is not None:
            again = {**duty.request, "ExternalReference": self.next_reference()}
            self.line.call(duty.operation, again)
        super().after_success(duty, answer)
