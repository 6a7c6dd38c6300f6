"""Numbers its invoices by the month."""

import msgspec

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "invoice-reference-unique"
ALSO: dict[str, str] = {
    "completed-work-invoiced": "the second invoice of a month is refused, and none follows",
    "rejected-invoice-sent-again": "nor does one in place of a rejected invoice of that month",
    "money-adds-up": "what is not invoiced is missing in the sum",
}


class Habit(Contractor):
    """One invoice run a month was enough so far."""

    def build_invoice(self, duty: Duty, known: Known | None) -> Request:
        """The invoice of this month."""
        operation, content = super().build_invoice(duty, known)
        counted = content["SupplierInvoiceReference"]
        reference = f"INV-{self.now:%Y-%m}"
        self.books.invoices[reference] = msgspec.structs.replace(
            self.books.invoices.pop(counted), supplier_invoice_reference=reference
        )
        return operation, {**content, "SupplierInvoiceReference": reference}
