"""Rule: work whose invoice was rejected is invoiced anew."""

from collections.abc import Iterator, Sequence

from nps_conformance.evidence.facts import invoice_runs, rejected_invoices, runs_of, term
from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import INVOICE, Evidence, Story
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    Why,
    rule,
    satisfied,
    undecided,
    unmet,
)

DONE = frozenset({"COM"})


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.DUTY,
    family="invoice",
    source="AP8: Send works order numbers and invoice details. Orders flow automatically from "
    "raised to being paid without intervention.",
    needs=(INVOICE,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """Work whose invoice the landlord has rejected is on another invoice, under a new reference,
    with the next invoice run.
    """
    runs = invoice_runs(evidence)
    for story in evidence.stories:
        of_order = runs_of(runs, story.number)
        for reference, told in rejected_invoices(story).items():
            yield _judged(story, reference, told, of_order, evidence.due_within)


def _judged(story: Story, reference: str, told: int, runs: Sequence[int], within: int) -> Occasion:
    later = [call for call in story.acts_of(INVOICE) if call.seq > told]
    tried = [
        call.seq
        for call in later
        if call.request is not None and call.request.supplier_invoice_reference != reference
    ]
    for call in later:
        if call.seq in tried and (call.effective or call.unclear):
            return satisfied(told, call.seq)
    due = next((seq for seq in runs if seq > told), None)
    time = term(story, due, DONE) if due is not None else None
    if due is None or time is None:
        return undecided(Why.NOT_DUE, told)
    since = max(time.since, *tried) if tried else time.since
    proof = unmet(story.pace, since, within, time.until)
    if proof is not None:
        return proof
    return Violated(
        entries=tuple(sorted({told, due, *tried})),
        order=story.number,
        state=state_as_told(story, since + 1),
        came=f"No other invoice for {story.number} in {within} polls or rounds after the invoice "
        f"run of entry {due}; {reference} was told rejected in entry {told}.",
        legal=f"CreateInvoice with {story.number} under a reference not used before.",
        fix="Take a rejected invoice back into the next run, put right, under a new number.",
    )
