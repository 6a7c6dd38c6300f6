"""Cuts off what is less than a penny of tax."""

from decimal import ROUND_DOWN, Decimal
from typing import Any

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Line
from nps_conformance.contractors.reference.money import PENNY, RATES

BREAKS = "invoice-sums-right"
ALSO: dict[str, str] = {
    "completed-work-invoiced": "the wrong invoice is refused, and no right one follows"
}


class Habit(Contractor):
    """Rounds in its own way."""

    def invoice_line(self, line: Line) -> dict[str, Any]:
        """The tax without the rest of a penny."""
        written = super().invoice_line(line)
        exact = Decimal(written["Net"]) * RATES.get(line.tax_code, Decimal(0)) / 100
        return {**written, "Tax": str(exact.quantize(PENNY, rounding=ROUND_DOWN))}
