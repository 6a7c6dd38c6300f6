"""Never says that the reverse charge applies."""

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "reverse-charge-told"
ALSO: dict[str, str] = {
    "completed-work-invoiced": "an invoice that contradicts itself is refused, and none follows"
}


class Habit(Contractor):
    """Has a field for it that nobody fills."""

    def build_invoice(self, duty: Duty, known: Known | None) -> Request:
        """The invoice with the flag as it always is."""
        operation, content = super().build_invoice(duty, known)
        return operation, {**content, "ReverseCharge": "N"}
