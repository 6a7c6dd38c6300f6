"""Rule: work whose invoice was rejected is invoiced anew."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice

from nps_conformance.evidence.facts import Terms, invoice_runs, rejected_invoices, runs_of
from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import INVOICE, Call, Evidence, Story
from nps_conformance.evidence.pace import following
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
        rejected = rejected_invoices(story)
        if rejected:
            known = _Known(story, runs_of(runs, story.number))
            for reference, told in rejected.items():
                yield _judged(known, reference, told, evidence.due_within)


class _Known:
    """What the rejected invoices of an order are judged by."""

    def __init__(self, story: Story, runs: Sequence[int]) -> None:
        self.story = story
        self.runs = runs
        self.terms = Terms(story, DONE)
        self.invoices = tuple(story.acts_of(INVOICE))
        self.taken = tuple(call for call in self.invoices if call.effective or call.unclear)

    def others(self, reference: str, told: int) -> Iterator[Call]:
        """Those after entry `told` under other references, the last one first."""
        for call in reversed(self.invoices):
            if call.seq <= told:
                return
            if call.request.supplier_invoice_reference != reference:
                yield call


def _judged(known: _Known, reference: str, told: int, within: int) -> Occasion:
    story = known.story
    at = bisect_right(known.taken, told, key=lambda each: each.seq)
    for call in islice(known.taken, at, None):
        if call.request.supplier_invoice_reference != reference:
            return satisfied(told, call.seq)
    due = following(known.runs, told)
    time = known.terms.of(due) if due is not None else None
    if due is None or time is None:
        return undecided(Why.NOT_DUE, told)
    last = next(known.others(reference, told), None)
    since = time.since if last is None else max(time.since, last.seq)
    proof = unmet(story.pace, since, within, time.until)
    if proof is not None:
        return proof
    return Violated(
        entries=tuple(sorted({told, due, *(call.seq for call in known.others(reference, told))})),
        order=story.number,
        state=state_as_told(story, since + 1),
        came=f"No other invoice for {story.number} in {within} polls or rounds after the invoice "
        f"run of entry {due}; {reference} was told rejected in entry {told}.",
        legal=f"CreateInvoice with {story.number} under a reference not used before.",
        fix="Take a rejected invoice back into the next run, put right, under a new number.",
    )
