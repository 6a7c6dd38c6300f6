"""Invoices whole units, rounded up."""

from decimal import ROUND_CEILING

import msgspec

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Line

BREAKS = "invoice-matches-order"
ALSO: dict[str, str] = {
    "completed-work-invoiced": "the wrong invoice is refused, and no right one follows",
    "money-adds-up": "what is charged beside the order shows in the sum",
}


class Habit(Contractor):
    """Charges a begun hour as an hour."""

    def invoiced_lines(self, number: str) -> list[Line]:
        """Every quantity rounded up."""
        return [
            msgspec.structs.replace(line, quantity=line.quantity.to_integral_value(ROUND_CEILING))
            for line in super().invoiced_lines(number)
        ]
