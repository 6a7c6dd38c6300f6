"""Adds work under the codes of its own price list; after a refusal, under the landlord's."""

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "variation-items-scheduled"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Has a schedule of its own."""

    def build_vary(self, duty: Duty, known: Known) -> Request:
        """Every item by its own code."""
        operation, request = super().build_vary(duty, known)
        if duty.refused:
            return operation, request
        lines = [
            {**line, "SorCode": f"OWN{line['SorCode'][-3:]}"}
            if line.get("SorCode", "MANUAL") != "MANUAL"
            else line
            for line in request["Lines"]["Line"]
        ]
        return operation, {**request, "Lines": {"Line": lines}}
