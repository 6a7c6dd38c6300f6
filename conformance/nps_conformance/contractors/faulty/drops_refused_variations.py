"""Forgets a variation that was refused."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty
from nps_conformance.contractors.reference.line import Answer

BREAKS = "refused-variation-put-right"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Writes refusals into a log that nobody reads."""

    def after_refusal(self, duty: Duty, answer: Answer) -> None:
        """No more of a variation."""
        if duty.kind == "vary":
            self.discharge(duty)
            self.read(duty.order)
            return
        super().after_refusal(duty, answer)
