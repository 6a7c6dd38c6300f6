"""Rule: no invoice before the completion."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from nps_conformance.evidence.knowledge import first_told, state_as_told
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
        done = first_told(story.statuses, *DONE)
        completions = list(story.calls_of(COMPLETE))
        unclear = next((call.seq for call in completions if call.unclear), None)
        tried = [call.seq for call in completions]
        for call in story.calls_of(INVOICE):
            if done is not None and done < call.seq:
                yield satisfied(done, call.seq)
            elif unclear is not None and unclear < call.seq:
                yield undecided(Why.NOT_TOLD, call.seq)
            else:
                yield _violation(story, tried[: bisect_left(tried, call.seq)], call)


def _violation(story: Story, completions: Sequence[int], invoice: Call) -> Violated:
    refused = ", and its completion had been refused" if completions else ""
    return Violated(
        entries=(*completions, invoice.seq),
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
