"""Rule: each invoice has a reference of its own."""

from collections import defaultdict
from collections.abc import Iterator

from nps_conformance.evidence.model import DETAILS, INVOICE, Call, Evidence
from nps_conformance.evidence.repeating import content
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="invoice",
    source="The published contract of CreateInvoice: the supplier's invoice reference is unique "
    "for each contractor; other content under a used one is refused.",
    needs=(INVOICE,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A supplier's invoice reference that was accepted stands for that invoice for good: another
    invoice, a corrected one included, has another reference.
    """
    standing: defaultdict[str, dict[str, Call]] = defaultdict(dict)
    unanswered: defaultdict[str, dict[str, Call]] = defaultdict(dict)
    for call in evidence.calls:
        mine, unclear = standing[call.contractor], unanswered[call.contractor]
        if call.operation == DETAILS and call.told_success and call.reply.works_order:
            shown = {each.supplier_invoice_reference for each in call.reply.works_order.invoices}
            for reference in shown & unclear.keys():
                mine.setdefault(reference, unclear[reference])
        if call.operation != INVOICE or call.request is None:
            continue
        reference = call.request.supplier_invoice_reference
        first = mine.get(reference)
        if first is None or content(first) == content(call):
            yield satisfied(call.seq)
        else:
            yield _violation(first, call)
        if call.told_success:
            mine.setdefault(reference, call)
        elif call.effective:
            unclear.setdefault(reference, call)


def _violation(first: Call, call: Call) -> Violated:
    reference = call.request.supplier_invoice_reference
    return Violated(
        entries=(first.seq, call.seq),
        message=call.seq,
        order=", ".join(call.orders),
        element="SupplierInvoiceReference",
        state=f"invoice {reference}: accepted in entry {first.seq} for {', '.join(first.orders)}",
        came=f"CreateInvoice {reference} for {', '.join(call.orders)}, with other content than the "
        f"invoice {reference} of entry {first.seq}.",
        legal="A SupplierInvoiceReference that was never used; or the first invoice unchanged.",
        fix="Count invoices, and never build their number from a month, a site or an order alone.",
    )
