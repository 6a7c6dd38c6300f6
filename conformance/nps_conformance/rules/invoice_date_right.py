"""Rule: an invoice is dated after the work and not ahead."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from nps_conformance.evidence.model import COMPLETE, INVOICE, Call, Evidence
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
    provenance=Provenance.INFERRED,
    kind=Kind.MESSAGE,
    family="dates",
    source="Orders flow from raised to being paid: completed, then invoiced. The published "
    "contract of CreateInvoice: the date of the invoice.",
    needs=(INVOICE,),
    needs_given_time=True,
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """An invoice is dated on the day it is sent or before, and not before the completion of any
    works order on it, as the contractor reported it.
    """
    done: dict[tuple[str, str], Call] = {}
    for call in evidence.calls:
        if call.request is None:
            continue
        if call.operation == COMPLETE and (call.effective or call.unclear):
            done.setdefault((call.contractor, call.request.works_order_number), call)
        elif call.operation == INVOICE:
            yield _judged(call, done)


def _judged(call: Call, done: Mapping[tuple[str, str], Call]) -> Occasion:
    dated: date = call.request.invoice_date
    sent = datetime.fromisoformat(call.at).date()
    if dated > sent and call.again is None:
        return _violation(call, dated, (call.seq,), f"it was sent on {sent}", f"not after {sent}")
    for number in call.orders:
        completed = done.get((call.contractor, number))
        if completed is not None and dated < completed.request.completed_at.date():
            day = completed.request.completed_at.date()
            what = f"{number} was completed on {day} (entry {completed.seq})"
            return _violation(call, dated, (completed.seq, call.seq), what, f"not before {day}")
    return satisfied(call.seq)


def _violation(
    call: Call, dated: date, entries: tuple[int, ...], what: str, right: str
) -> Violated:
    return Violated(
        entries=entries,
        message=call.seq,
        order=", ".join(call.orders),
        element="InvoiceDate",
        state=f"invoice {call.request.supplier_invoice_reference}",
        came=f"InvoiceDate {dated}, and {what}.",
        legal=f"An InvoiceDate {right}.",
        fix="Date an invoice on the day it is made, after all the work on it.",
    )
