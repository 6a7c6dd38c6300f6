"""Rule: an accepted invoice is waited for."""

from collections import defaultdict
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
        rejected = rejected_invoices(story)
        alike: defaultdict[object, list[Call]] = defaultdict(list)
        for call in story.calls_of(INVOICE):
            if call.request is not None and call.orders[0] == story.number:
                alike[content(call)].append(call)
        for first, *later in alike.values():
            if not first.told_success:
                continue
            # Once it was told rejected, it is judged elsewhere.
            end = rejected.get(first.request.supplier_invoice_reference, inf)
            again = next((each for each in later if each.again is None and each.seq < end), None)
            yield (
                _kept(story, first, runs_of(runs, story.number))
                if again is None
                else _violation(story, first, again)
            )


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
