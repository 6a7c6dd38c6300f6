"""Never takes up an invoice that the landlord has rejected."""

from nps_conformance.contractors.reference.contractor import Contractor

BREAKS = "rejected-invoice-sent-again"
ALSO: dict[str, str] = {"money-adds-up": "work that is never invoiced again is missing in the sum"}


class Habit(Contractor):
    """Once accepted is done with."""

    def own_invoice(self, number: str) -> bool:
        """Whether any invoice covers the order, whatever became of it."""
        return any(
            number in invoice.orders
            for invoice in self.books.invoices.values()
            if invoice.standing != "refused"
        )
