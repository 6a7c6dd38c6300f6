"""Adds work that is not on the schedule without a word of what it is, until that is refused."""

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "variation-lines-complete"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Thinks that a price says enough."""

    def build_vary(self, duty: Duty, known: Known) -> Request:
        """No descriptions at first."""
        operation, request = super().build_vary(duty, known)
        if duty.refused:
            return operation, request
        lines = [
            {name: value for name, value in line.items() if name != "Description"}
            for line in request["Lines"]["Line"]
        ]
        return operation, {**request, "Lines": {"Line": lines}}
