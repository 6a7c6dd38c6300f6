"""Rule: rejected scope is not invoiced."""

from collections.abc import Iterator
from decimal import Decimal

from nps_conformance.evidence.facts import invoice_runs, runs_of
from nps_conformance.evidence.knowledge import rejection_told, state_as_told
from nps_conformance.evidence.model import INVOICE, VARY, Call, Evidence, Story
from nps_conformance.evidence.rejections import Rejections
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
    withstood,
)


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.PROHIBITION,
    family="invoice",
    source="New orders and successful variations will be made available to the contractor; and "
    "the brief: rejected variations.",
    needs=(INVOICE, VARY),
    always_fails=True,
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """An invoice charges no line and no quantity of a variation that the landlord has rejected,
    once the contractor was told.
    """
    runs = invoice_runs(evidence)
    for story in evidence.stories:
        told = rejection_told(story)
        if told is not None:
            yield from _after(story, told, runs_of(runs, story.number))
        elif story.variations:
            yield undecided(Why.NOT_TOLD, story.variations[0].call.seq)


def _after(story: Story, told: int, runs: list[int]) -> Iterator[Occasion]:
    invoices = [call for call in story.calls_of(INVOICE) if call.seq > told]
    rejections = Rejections(story)
    for call in invoices:
        charged = _charged(call, story.number)
        found = rejections.beyond_scope(call.seq, ((line, amount) for line, amount, _ in charged))
        if not found:
            yield satisfied(told, call.seq)
        for number, quantity, rejected in found:
            yield Violated(
                entries=(rejected.asked.call.seq, rejected.told, call.seq),
                message=call.seq,
                order=story.number,
                element="Line",
                nth=next(nth for line, _, nth in charged if line == number),
                state=state_as_told(story, call.seq),
                came=f"CreateInvoice charges line {number} of {story.number} with quantity "
                f"{quantity}, as asked for in variation {rejected.asked.number}, which was "
                "rejected.",
                legal="An invoice of the lines and quantities of the current version.",
                fix="Invoice from the latest details, never from your own proposals.",
            )
    if not invoices:
        yield withstood(story, told, runs)


def _charged(call: Call, number: str) -> list[tuple[int, Decimal, int]]:
    """Line number, quantity and place in the message of the lines charged for an order."""
    found: list[tuple[int, Decimal, int]] = []
    nth = 0
    for share in call.request.orders if call.request is not None else ():
        for line in share.lines:
            if share.works_order_number == number:
                found.append((line.line_number, line.quantity, nth))
            nth += 1
    return found
