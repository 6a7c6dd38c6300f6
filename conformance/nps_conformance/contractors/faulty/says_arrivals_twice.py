"""Sends each arrival a second time, though the first was accepted."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty
from nps_conformance.contractors.reference.line import Answer

BREAKS = "success-not-repeated"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Better safe than sorry."""

    def tell(self, duty: Duty) -> Answer | None:
        """The second answer, which is the first."""
        answer = super().tell(duty)
        if answer is not None and answer.success and duty.kind == "arrive":
            answer = super().tell(duty)
        return answer
