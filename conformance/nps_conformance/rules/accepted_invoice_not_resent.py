"""Rule: an accepted invoice is waited for."""

from collections.abc import Iterator
from math import inf

from nps_conformance.evidence.facts import invoice_runs, rejected_invoices, runs_of
from nps_conformance.evidence.model import INVOICE, Call, Evidence, Story
from nps_conformance.evidence.repeating import content
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    withstood,
)


@rule(
    level=Level.SHOULD,
    provenance=Provenance.ASSUMED,
    kind=Kind.PROHIBITION,
    family="invoice",
    source="Assumed: the client's approval may be required at certain points; it is waited for by "
    "asking, and hurried by nothing.",
    needs=(INVOICE,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """An invoice that was clearly accepted is not sent again as another event, however long its
    approval and its payment take: the details of its works orders tell how it stands. (The very
    same message again is judged by a rule of its own.)
    """
    runs = invoice_runs(evidence)
    for story in evidence.stories:
        sent = [
            call
            for call in story.calls_of(INVOICE)
            if call.request is not None and call.orders[0] == story.number
        ]
        contents = [content(call) for call in sent]
        for place, first in enumerate(sent):
            if not first.told_success or contents[place] in contents[:place]:
                continue
            end = _rejected(story, first)
            again = next(
                (
                    each
                    for each, content in zip(sent[place + 1 :], contents[place + 1 :], strict=True)
                    if content == contents[place] and each.again is None and each.seq < end
                ),
                None,
            )
            yield (
                _kept(story, first, runs_of(runs, story.number))
                if again is None
                else _violation(story, first, again)
            )


def _rejected(story: Story, first: Call) -> float:
    """The entry that told that the landlord rejected it: from then on it is judged elsewhere."""
    return rejected_invoices(story).get(first.request.supplier_invoice_reference, inf)


def _kept(story: Story, first: Call, runs: list[int]) -> Occasion:
    return withstood(story, first.seq, runs)


def _violation(story: Story, first: Call, again: Call) -> Violated:
    reference = again.request.supplier_invoice_reference
    return Violated(
        entries=(first.seq, again.seq),
        message=again.seq,
        order=story.number,
        element="SupplierInvoiceReference",
        state=f"invoice {reference} was accepted in entry {first.seq}",
        came=f"CreateInvoice {reference} again, which was accepted in entry {first.seq}.",
        legal="Nothing; RequestWorksOrderDetails shows how the invoice stands.",
        fix="Send an invoice until it has a clear answer, and then never again.",
    )
