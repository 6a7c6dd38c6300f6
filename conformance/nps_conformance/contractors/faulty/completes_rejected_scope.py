"""Reports the lines of a rejected variation as completed; after a refusal, what was ordered."""

from typing import Any

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "rejected-scope-not-completed"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Never takes back what it has asked for."""

    def build_vary(self, duty: Duty, known: Known) -> Request:
        """Put the lines down as its own at once."""
        operation, request = super().build_vary(duty, known)
        self.asked = [*getattr(self, "asked", []), (duty.order, request["Lines"]["Line"])]
        return operation, request

    def completed_lines(self, duty: Duty, known: Known) -> list[dict[str, Any]]:
        """What was ordered, and what was asked for."""
        asked = [
            line
            for order, lines in getattr(self, "asked", [])
            for line in lines
            if order == duty.order
        ]
        more = [{"LineNumber": line["LineNumber"], "Quantity": line["Quantity"]} for line in asked]
        return super().completed_lines(duty, known) + ([] if duty.refused else more)
