"""Completes the lines as they were when the order was first read; after a refusal, as they are."""

from collections.abc import Sequence
from typing import Any

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Details, Duty, Known, Line

BREAKS = "completed-lines-current"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Prints the job sheet once."""

    def keep_details(self, old: Details, new: Details) -> Details:
        """Keep the first lines apart."""
        self.sheets: dict[str, Sequence[Line]] = getattr(self, "sheets", {})
        self.sheets.setdefault(new.works_order_number, new.lines)
        return super().keep_details(old, new)

    def completed_lines(self, duty: Duty, known: Known) -> list[dict[str, Any]]:
        """What the sheet says, until the landlord says no."""
        if duty.refused:
            return super().completed_lines(duty, known)
        return [
            {"LineNumber": line.line_number, "Quantity": str(line.quantity)}
            for line in self.sheets[duty.order]
        ]
