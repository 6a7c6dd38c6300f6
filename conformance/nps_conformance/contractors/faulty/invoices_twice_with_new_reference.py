"""Invoices again under a new reference when no clear answer came."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, OwnInvoice

BREAKS = "work-invoiced-once"
ALSO: dict[str, str] = {
    "repeat-with-same-reference": "the second invoice is a repeat under another reference as well"
}


class Habit(Contractor):
    """Takes a lost reply for a lost request, and a resend for a new invoice."""

    def prepare_resend(self, duty: Duty) -> None:
        """A new invoice, in case the first one did not arrive."""
        if duty.kind == "invoice" and duty.request is not None:
            reference = f"{duty.request['SupplierInvoiceReference']}-B"
            first = self.books.invoices[duty.request["SupplierInvoiceReference"]]
            self.books.invoices[reference] = OwnInvoice(
                supplier_invoice_reference=reference, orders=first.orders
            )
            duty.request["SupplierInvoiceReference"] = reference
            duty.request["ExternalReference"] = self.next_reference()
