"""Invoices the lines of a rejected variation; after a refusal, what was ordered."""

from decimal import Decimal
from itertools import count

import msgspec

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Line

BREAKS = "rejected-scope-not-invoiced"
ALSO: dict[str, str] = {
    "completed-work-invoiced": "with one invoice run, no right invoice follows the refused one",
    "money-adds-up": "work that nobody ordered is too much in the sum",
}

# The work that was asked for in vain, as its own price list has it.
OWN_WORK = Line(
    line_number=3, quantity=Decimal("1.00"), unit_rate=Decimal("118.00"), tax_code="S20"
)


class Habit(Contractor):
    """Invoices what its operative did, from its own price list."""

    def invoiced_lines(self, number: str) -> list[Line]:
        """What was ordered, and the work that was rejected."""
        lines = super().invoiced_lines(number)
        known = self.books.orders[number]
        tries = sum(number in invoice.orders for invoice in self.books.invoices.values())
        rejected = any(each.status == "REJ" for each in known.details.variations)
        if not rejected or tries != 1:
            return list(lines)
        taken = {line.line_number for line in lines}
        free = next(each for each in count(2) if each not in taken)
        return [*lines, msgspec.structs.replace(OWN_WORK, line_number=free)]
