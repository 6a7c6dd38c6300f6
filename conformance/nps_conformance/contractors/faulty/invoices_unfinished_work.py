"""Invoices orders that are under way."""

from nps_conformance.contractors.reference.contractor import Contractor

BREAKS = "invoice-after-completion"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Invoices what it has begun."""

    def may_invoice(self, number: str) -> bool:
        """Issued is as good as completed."""
        known = self.books.orders[number]
        under_way = known.details.status == "ISS" and not known.invoiced
        return super().may_invoice(number) or (under_way and not self.own_invoice(number))
