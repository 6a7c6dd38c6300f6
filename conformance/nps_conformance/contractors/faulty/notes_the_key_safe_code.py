"""Writes the code of the key safe into its notes."""

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "key-safe-code-kept"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Copies how to get in onto whatever is said of a home."""

    def build_note(self, duty: Duty, known: Known) -> Request:
        """The note, and the code as the details tell it."""
        operation, content = super().build_note(duty, known)
        answer = self.ask("RequestWorksOrderDetails", {"WorksOrderNumber": duty.order})
        order = answer.content.get("WorksOrder", {}) if answer is not None else {}
        code = order.get("Access", {}).get("KeySafeCode")
        return operation, {**content, "Text": f"{content['Text']} Key safe: {code}."}
