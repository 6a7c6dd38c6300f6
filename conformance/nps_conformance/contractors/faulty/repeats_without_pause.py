"""Sends an unanswered completion again and again, without end."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty
from nps_conformance.contractors.reference.line import Answer

BREAKS = "retries-bounded"
ALSO: dict[str, str] = {}
MOST = 20


class Habit(Contractor):
    """Cannot wait."""

    def tell(self, duty: Duty) -> Answer | None:
        """The answer, however often it has to be asked for."""
        answer = super().tell(duty)
        for _ in range(MOST if duty.kind == "complete" else 0):
            answer = answer or super().tell(duty)
        return answer
