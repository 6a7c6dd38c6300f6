"""Forgets what was sent when no clear answer came."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty
from nps_conformance.contractors.reference.line import Answer, Unclear

BREAKS = "unclear-reply-settled"
ALSO: dict[str, str] = {
    "repeat-with-same-reference": "what it forgot and is told to do again goes out as a new event"
}


class Habit(Contractor):
    """Sends and hopes."""

    def tell(self, duty: Duty) -> Answer | None:
        """One try; without an answer, no more of it."""
        try:
            answer = self.line.call(duty.operation, duty.request or {})
        except Unclear:
            self.discharge(duty)
            return None
        self.hear(answer)
        return answer
