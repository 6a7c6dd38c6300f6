"""Messages with everything a test does not care about filled in."""

from datetime import date, datetime
from decimal import Decimal

from nps_simulator.messages.common import ActionStatus
from nps_simulator.messages.create_invoice import (
    CreateInvoice,
    InvoicedOrder,
    InvoiceLine,
)
from nps_simulator.messages.request_works_order_details import (
    AppointmentDetails,
    CompletionDetails,
    InvoiceDetails,
    LineDetails,
    NoteDetails,
    PropertyDetails,
    VariationDetails,
    WorksOrderDetails,
)
from nps_simulator.messages.vary_works_order import (
    LineAction,
    VariationLine,
)

START = datetime(2026, 3, 2, 8, 0)
DAY = date(2026, 3, 4)
WHO = "contractor"
FINE = ActionStatus(success_flag=True)
HOME = PropertyDetails(
    property_reference="P1", address_line_1="1 Invented Street", town="Nowhere", postcode="ZZ1 1ZZ"
)


def change(action, number, amount, fields=None):
    quantity = None if amount is None else Decimal(amount)
    return VariationLine(
        line_number=number, action=LineAction(action), quantity=quantity, **(fields or {})
    )


def details(  # noqa: PLR0913, PLR0917 - the parts of details
    order,
    version=1,
    status="ISS",
    lines=(("1", "2.00"),),
    variations=(),
    appointments=(),
    invoices=(),
    notes=(),
    completed=None,
):
    return WorksOrderDetails(
        works_order_number=order,
        version=version,
        status=status,
        status_at=START,
        order_type="REP",
        priority_code="ROU",
        raised_at=START,
        target_at=START,
        description="Tap drips",
        estimated_net=Decimal("25.00"),
        estimated_tax=Decimal("5.00"),
        property=HOME,
        lines=tuple(
            LineDetails(
                line_number=int(number),
                sor_code="900101",
                description="Renew washer",
                quantity=Decimal(amount),
                unit="NO",
                unit_rate=Decimal("12.50"),
                tax_code="S20",
            )
            for number, amount in lines
        ),
        variations=tuple(
            VariationDetails(
                variation_number=1,
                external_reference=ref,
                status=told,
                base_version=1,
                submitted_at=START,
            )
            for ref, told in variations
        ),
        appointments=tuple(
            AppointmentDetails(
                appointment_reference=reference,
                appointment_date=DAY,
                slot_code="AM",
                starts_at=START,
                ends_at=START,
                status_code=told,
                booked_by="LANDLORD",
            )
            for reference, told in appointments
        ),
        notes=tuple(
            NoteDetails(
                note_number=1,
                noted_at=START,
                author="A",
                type_code="GEN",
                text="Rang.",
                external_reference=ref,
            )
            for ref in notes
        ),
        completion=None
        if completed is None
        else CompletionDetails(external_reference=completed, completed_at=START, recorded_at=START),
        invoices=tuple(
            InvoiceDetails(
                invoice_number="N1",
                supplier_invoice_reference=supplier,
                status=told,
                net=Decimal("25.00"),
                tax=Decimal("5.00"),
            )
            for supplier, told in invoices
        ),
    )


def invoice(  # noqa: PLR0913 - the parts of an invoice
    orders, charged, supplier, ref, /, *, rate="12.50", tax_code="S20", **fields
):
    """A right invoice of the charged lines (number, quantity) for each order; `fields` replace."""
    shares = tuple(_share(order, charged, Decimal(rate), tax_code) for order in orders)
    net = sum(share.net for share in shares)
    tax = sum(share.tax for share in shares)
    values = {
        "supplier_invoice_reference": supplier,
        "invoice_date": DAY,
        "reverse_charge": tax_code == "RC",
        "orders": shares,
        "net_total": net,
        "tax_total": tax,
        "gross_total": net + tax,
        "external_reference": ref,
    }
    return CreateInvoice(**{**values, **fields})


def _share(order, charged, rate, tax_code):
    lines = []
    for number, amount in charged:
        net = (Decimal(amount) * rate).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        share = {"S20": Decimal(20), "R05": Decimal(5)}.get(tax_code, Decimal(0))
        tax = (net * share / 100).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        lines.append(
            InvoiceLine(
                line_number=number,
                quantity=Decimal(amount),
                unit_rate=rate,
                net=net,
                tax_code=tax_code,
                tax=tax,
            )
        )
    return InvoicedOrder(
        works_order_number=order,
        lines=tuple(lines),
        net=sum(line.net for line in lines),
        tax=sum(line.tax for line in lines),
    )
