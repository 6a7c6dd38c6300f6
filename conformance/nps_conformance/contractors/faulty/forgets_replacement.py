"""Books no other visit when an appointment was broken."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Decision, Duty, Known

BREAKS = "broken-appointment-replaced"
ALSO: dict[str, str] = {
    "agreed-visit-booked": "the visit in place of the broken one was agreed, too"
}


class Habit(Contractor):
    """Thinks that an order has one appointment."""

    def decide_book(self, duty: Duty, known: Known) -> Decision:
        """Only the first visit is booked."""
        if known.failed_appointment() is not None:
            return Decision.DROP
        return super().decide_book(duty, known)
