"""Rule: no invoice before the completion."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import COMPLETE, INVOICE, Call, Evidence, Story
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
)

DONE = frozenset({"COM", "CLO"})


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.MESSAGE,
    family="invoice",
    source="The contractor can notify NPS Repairs of cancelled, completed, varied and invoiced "
    "works orders; orders flow from raised to being paid.",
    needs=(COMPLETE, INVOICE),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A works order is invoiced only after its completion was accepted."""
    for story in evidence.stories:
        for call in story.calls_of(INVOICE):
            yield _judged(story, call)


def _judged(story: Story, invoice: Call) -> Occasion:
    told = [each.seq for each in story.statuses if each.status in DONE and each.seq < invoice.seq]
    if told:
        return satisfied(told[0], invoice.seq)
    completions = [call for call in story.calls_of(COMPLETE) if call.seq < invoice.seq]
    if any(call.unclear for call in completions):
        return undecided(Why.NOT_TOLD, invoice.seq)
    refused = ", and its completion had been refused" if completions else ""
    return Violated(
        entries=(*(call.seq for call in completions), invoice.seq),
        message=invoice.seq,
        order=story.number,
        element="WorksOrderNumber",
        nth=_place(invoice, story.number),
        state=state_as_told(story, invoice.seq),
        came=f"CreateInvoice for {story.number}, which was not completed{refused}.",
        legal=f"CompleteWorksOrder for {story.number}; the invoice once that was accepted.",
        fix="Invoice only orders whose completion was answered with the success flag Y.",
    )


def _place(invoice: Call, number: str) -> int:
    shares = invoice.request.orders if invoice.request is not None else ()
    return next((n for n, each in enumerate(shares) if each.works_order_number == number), 0)
