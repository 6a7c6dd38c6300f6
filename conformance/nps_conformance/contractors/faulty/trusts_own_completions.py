"""Invoices only the completions that were answered to itself."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty
from nps_conformance.contractors.reference.line import Answer, Unclear

BREAKS = "money-adds-up"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Asks what became of an unanswered completion, and then forgets to invoice it."""

    def tell(self, duty: Duty) -> Answer | None:
        """A completion is sent once; without an answer the details have to tell."""
        if duty.kind != "complete":
            return super().tell(duty)
        try:
            answer = self.line.call(duty.operation, duty.request or {})
        except Unclear:
            self.read(duty.order)
            if self.books.orders[duty.order].details.status == "COM":
                self.amend(duty.order, settled=True)
                self.discharge(duty)
            return None
        self.hear(answer)
        return answer

    def may_invoice(self, number: str) -> bool:
        """Unless the completion became known by asking."""
        return not self.books.orders[number].settled and super().may_invoice(number)
