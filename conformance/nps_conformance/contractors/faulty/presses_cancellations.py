"""Asks once more for a cancellation that it was told it may not ask for."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty
from nps_conformance.contractors.reference.line import Answer

BREAKS = "unpermitted-cancellation-passed-on"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Takes every no for a slip."""

    def after_refusal(self, duty: Duty, answer: Answer) -> None:
        """The same again, whatever was said."""
        if duty.kind == "cancel" and duty.refused == 0 and duty.request is not None:
            again = {**duty.request, "ExternalReference": self.next_reference()}
            answer = self.line.call(duty.operation, again)
        super().after_refusal(duty, answer)
