"""Numbers the lines it adds from 1; after a refusal, after those there are."""

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "variation-lines-fit"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Counts the lines of its own message."""

    def build_vary(self, duty: Duty, known: Known) -> Request:
        """Added lines under the numbers 1, 2 and so on."""
        operation, request = super().build_vary(duty, known)
        if duty.refused:
            return operation, request
        lines = [
            {**line, "LineNumber": number} if line["Action"] == "ADD" else line
            for number, line in enumerate(request["Lines"]["Line"], start=1)
        ]
        return operation, {**request, "Lines": {"Line": lines}}
