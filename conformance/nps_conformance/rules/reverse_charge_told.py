"""Rule: an invoice says whether the reverse charge applies."""

from collections.abc import Iterator

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

REVERSE = "RC"


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="invoice",
    source="The published contract of CreateInvoice: ReverseCharge is Y exactly when the customer "
    "accounts for the tax. HMRC: the domestic reverse charge has to be stated on the invoice.",
    needs=(INVOICE,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """ReverseCharge is Y on an invoice with a line under the tax code RC, and N on any other."""
    for call in evidence.calls:
        if call.operation == INVOICE and call.request is not None:
            yield _judged(call)


def _judged(call: Call) -> Occasion:
    lines = [line for share in call.request.orders for line in share.lines]
    reverse = [line for line in lines if line.tax_code == REVERSE]
    if call.request.reverse_charge == bool(reverse):
        return satisfied(call.seq)
    came, right = ("N", "Y") if reverse else ("Y", "N")
    return Violated(
        entries=(call.seq,),
        message=call.seq,
        order=", ".join(call.orders),
        element="ReverseCharge",
        instead=right,
        state=f"invoice {call.request.supplier_invoice_reference}",
        came=f"ReverseCharge {came} with {len(reverse)} of {len(lines)} lines under tax code "
        f"{REVERSE}.",
        legal=f"ReverseCharge {right}.",
        fix="Take the flag from the tax codes of the lines, as the details of the order give them.",
    )
