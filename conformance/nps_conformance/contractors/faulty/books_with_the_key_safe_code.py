"""Books visits with the code of the key safe for the person they were agreed with."""

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "key-safe-code-kept"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Uses the one free field of the form for how to get in."""

    def build_book(self, duty: Duty, known: Known) -> Request:
        """The booking, and the code as the details tell it."""
        operation, content = super().build_book(duty, known)
        answer = self.ask("RequestWorksOrderDetails", {"WorksOrderNumber": duty.order})
        order = answer.content.get("WorksOrder", {}) if answer is not None else {}
        code = order.get("Access", {}).get("KeySafeCode")
        return operation, {**content, "BookedWith": f"key safe {code}" if code else None}
