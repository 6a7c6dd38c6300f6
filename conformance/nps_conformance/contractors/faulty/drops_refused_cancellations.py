"""Forgets a cancellation that was refused, and the order with it."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty
from nps_conformance.contractors.reference.line import Answer

BREAKS = "unpermitted-cancellation-passed-on"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Writes refusals into a log that nobody reads."""

    def after_refusal(self, duty: Duty, answer: Answer) -> None:
        """No more of a cancellation."""
        if duty.kind == "cancel":
            self.discharge(duty)
            return
        super().after_refusal(duty, answer)
