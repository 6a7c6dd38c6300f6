"""Rule: the sums of an invoice are right."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType

from nps_conformance.evidence.model import INVOICE, Call, Evidence
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)
from nps_simulator.messages.create_invoice import CreateInvoice, InvoiceLine

PENNY = Decimal("0.01")
NOTHING = Decimal(0)
# Per cent by published tax code; RC is accounted for by the customer, so the tax charged is nil.
RATES = MappingProxyType(
    {
        "S20": Decimal(20),
        "R05": Decimal(5),
        "Z00": NOTHING,
        "EX": NOTHING,
        "RC": NOTHING,
    }
)


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="invoice",
    source="The published contract of CreateInvoice: net is quantity times rate, rounded half up "
    "to the penny; sums are the sums of their parts; no tax under the reverse charge.",
    needs=(INVOICE,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """On an invoice, net is quantity times rate and tax follows the tax code, both rounded half up
    to the penny; each sum is the sum of its parts, and gross is net plus tax.
    """
    for call in evidence.calls:
        if call.operation == INVOICE and call.request is not None:
            yield _judged(call, call.request)


def _judged(call: Call, invoice: CreateInvoice) -> Occasion:
    for element, nth, what, came, right in _sums(invoice):
        if came != right:
            return Violated(
                entries=(call.seq,),
                message=call.seq,
                order=", ".join(call.orders),
                element=element,
                nth=nth,
                instead=str(right),
                state=f"invoice {invoice.supplier_invoice_reference}",
                came=f"{what} is {came} on CreateInvoice {invoice.supplier_invoice_reference}.",
                legal=f"{what} as {right}.",
                fix="Calculate in decimals, never in binary floating point; round each line half "
                "up to the penny, then add up the rounded lines.",
            )
    return satisfied(call.seq)


def _sums(invoice: CreateInvoice) -> Iterator[tuple[str, int, str, Decimal, Decimal]]:
    """Element, its place, what it is, what came and what is right, for every calculated value."""
    nth = {"Net": 0, "Tax": 0}
    for share in invoice.orders:
        number = share.works_order_number
        for line in share.lines:
            what = f"of line {line.line_number} of {number}"
            yield "Net", nth["Net"], f"Net {what}", line.net, _pence(line.quantity * line.unit_rate)
            yield "Tax", nth["Tax"], f"Tax {what}", line.tax, _tax(line)
            nth["Net"] += 1
            nth["Tax"] += 1
        net = sum((line.net for line in share.lines), NOTHING)
        tax = sum((line.tax for line in share.lines), NOTHING)
        yield "Net", nth["Net"], f"Net of {number}", share.net, net
        yield "Tax", nth["Tax"], f"Tax of {number}", share.tax, tax
        nth["Net"] += 1
        nth["Tax"] += 1
    net = sum((share.net for share in invoice.orders), NOTHING)
    tax = sum((share.tax for share in invoice.orders), NOTHING)
    yield "NetTotal", 0, "NetTotal", invoice.net_total, net
    yield "TaxTotal", 0, "TaxTotal", invoice.tax_total, tax
    if invoice.reverse_charge:
        yield "TaxTotal", 0, "TaxTotal under the reverse charge", invoice.tax_total, NOTHING
    yield "GrossTotal", 0, "GrossTotal", invoice.gross_total, net + tax


def _tax(line: InvoiceLine) -> Decimal:
    """The tax due; as sent when the code is not published, which the landlord refuses by itself."""
    rate = RATES.get(line.tax_code)
    return line.tax if rate is None else _pence(line.net * rate / 100)


def _pence(amount: Decimal) -> Decimal:
    return amount.quantize(PENNY, ROUND_HALF_UP)
