"""The invoice run: completed orders, each once, with right sums, under our own counted number."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec

from nps_conformance.contractors.reference.building import Building, Request
from nps_conformance.contractors.reference.knowledge import Duty, Known, Line, OwnInvoice
from nps_conformance.contractors.reference.line import Answer
from nps_conformance.contractors.reference.money import pence, tax_on


class Invoicing(Building):
    """The part of the contractor that asks for money."""

    def to_invoice(self, duty: Duty) -> list[str]:
        """Completed orders that no invoice of ours covers, as far as anybody knows."""
        numbers = duty.facts.get("orders") or sorted(self.books.orders)
        return [number for number in numbers if self.may_invoice(number)]

    def may_invoice(self, number: str) -> bool:
        """Whether one order may be invoiced: completed, receipted, and not invoiced before."""
        known = self.books.orders[number]
        return (
            known.details.status == "COM"
            and known.confirmed_version == known.details.version
            and not known.pending
            and not known.invoiced
            and not self.own_invoice(number)
        )

    def own_invoice(self, number: str) -> bool:
        """Whether an invoice of ours that was not refused covers the order."""
        shown = {
            share.supplier_invoice_reference: share.status
            for share in self.books.orders[number].details.invoices
        }
        return any(
            number in invoice.orders and shown.get(reference) != "REJ"
            for reference, invoice in self.books.invoices.items()
            if invoice.standing != "refused"
        )

    def build_invoice(self, duty: Duty, _known: Known | None) -> Request:
        """One invoice over all that is due."""
        numbers = self.to_invoice(duty)
        reference = f"INV-{self.memory.count('invoice'):05d}"
        self.books.invoices[reference] = OwnInvoice(
            supplier_invoice_reference=reference, orders=tuple(numbers)
        )
        shares = [self.share(self.books.orders[number]) for number in numbers]
        net = sum((Decimal(share["Net"]) for share in shares), Decimal(0))
        tax = sum((Decimal(share["Tax"]) for share in shares), Decimal(0))
        lines = [line for number in numbers for line in self.invoiced_lines(number)]
        return "CreateInvoice", {
            "SupplierInvoiceReference": reference,
            "InvoiceDate": self.now.date().isoformat(),
            "ReverseCharge": "Y" if any(line.tax_code == "RC" for line in lines) else "N",
            "Orders": {"Order": shares},
            "NetTotal": str(net),
            "TaxTotal": str(tax),
            "GrossTotal": str(net + tax),
        }

    def invoiced_lines(self, number: str) -> Sequence[Line]:
        """The lines of an order that are charged: the approved ones."""
        return self.books.orders[number].details.lines

    def share(self, known: Known) -> dict[str, Any]:
        """One order's part of the invoice."""
        number = known.details.works_order_number
        lines = [self.invoice_line(line) for line in self.invoiced_lines(number)]
        return {
            "WorksOrderNumber": number,
            "Lines": {"Line": lines},
            "Net": str(sum((Decimal(line["Net"]) for line in lines), Decimal(0))),
            "Tax": str(sum((Decimal(line["Tax"]) for line in lines), Decimal(0))),
        }

    def invoice_line(self, line: Line) -> dict[str, Any]:
        """One charged line."""
        net = pence(line.quantity * line.unit_rate)
        return {
            "LineNumber": line.line_number,
            "Quantity": str(line.quantity),
            "UnitRate": str(line.unit_rate),
            "Net": str(net),
            "TaxCode": line.tax_code,
            "Tax": str(tax_on(net, line.tax_code)),
        }

    def after_invoice(self, duty: Duty, answer: Answer) -> None:
        """Mark the invoice, look at each order again, and try the orders of a refused invoice
        one by one, so that one bad order does not hold up the others.
        """
        invoices, reference = self.books.invoices, (duty.request or {})["SupplierInvoiceReference"]
        standing = "accepted" if answer.success else "refused"
        invoice = invoices[reference] = msgspec.structs.replace(
            invoices[reference], standing=standing
        )
        for number in invoice.orders:
            self.read(number)
        if not answer.success and len(invoice.orders) > 1:
            for number in invoice.orders:
                self.keep("invoice", "", {"orders": [number]})
        self.discharge(duty)
