"""Sends an accepted invoice once more, as another event."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty
from nps_conformance.contractors.reference.line import Answer

BREAKS = "accepted-invoice-not-resent"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Does not trust the first answer."""

    def after_invoice(self, duty: Duty, answer: Answer) -> None:
        """The same again, and then the books."""
        if answer.success and duty.request is not None:
            duty.request["ExternalReference"] = self.next_reference()
            self.tell(duty)
        super().after_invoice(duty, answer)
