"""Dates its invoices on the last day of the month, whenever they are sent."""

from datetime import timedelta

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "invoice-date-right"
ALSO: dict[str, str] = {
    "completed-work-invoiced": "an invoice dated ahead is refused, and no other follows"
}
ALWAYS_IN_NEXT_MONTH = timedelta(days=32)


class Habit(Contractor):
    """Its accounts know months only."""

    def build_invoice(self, duty: Duty, known: Known | None) -> Request:
        """The invoice as of the end of the month."""
        operation, content = super().build_invoice(duty, known)
        next_month = (self.now.replace(day=1) + ALWAYS_IN_NEXT_MONTH).replace(day=1)
        last_day = (next_month - timedelta(days=1)).date()
        return operation, {**content, "InvoiceDate": last_day.isoformat()}
