"""Writes a note for people when no clear answer came to the report of a visit without access."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty
from nps_conformance.contractors.reference.line import Answer, Unclear

BREAKS = "unclear-reply-settled-unaided"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Has an office that looks at what went wrong."""

    def tell(self, duty: Duty) -> Answer | None:
        """One try; without an answer, somebody is asked to look at it."""
        if duty.kind != "non_access":
            return super().tell(duty)
        try:
            answer = self.line.call(duty.operation, duty.request or {})
        except Unclear:
            self.discharge(duty)
            text = "No answer to our report that nobody was in; please see whether you have it."
            self.keep("note", duty.order, {"at": self.now.isoformat(), "text": text})
            return None
        self.hear(answer)
        return answer
