"""Rule: a failed visit completes nothing."""

from collections.abc import Iterator
from datetime import datetime

from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import COMPLETE, NON_ACCESS, Call, Evidence, Story
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
    family="non-access",
    source="The contractor can notify NPS Repairs of completed works orders and of non-access "
    "events: one visit is either of them.",
    needs=(NON_ACCESS, COMPLETE),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A works order is not completed as of the very visit that was reported as non-access: the
    completion of an order with a failed visit has a time of its own.
    """
    for story in evidence.stories:
        failed: dict[datetime, int] = {}  # the first entry that reported each
        last: int | None = None
        for call in story.calls_of(COMPLETE, NON_ACCESS):
            if call.operation == NON_ACCESS:
                failed.setdefault(call.request.visited_at, call.seq)
                last = call.seq
            elif last is not None:
                visit = failed.get(call.request.completed_at)
                yield (
                    satisfied(last, call.seq) if visit is None else _violation(story, call, visit)
                )


def _violation(story: Story, call: Call, visit: int) -> Violated:
    return Violated(
        entries=(visit, call.seq),
        message=call.seq,
        order=story.number,
        element="CompletedAt",
        state=state_as_told(story, call.seq),
        came=f"CompleteWorksOrder for {story.number} at {call.request.completed_at}, the "
        f"visit that entry {visit} reported as non-access.",
        legal=f"CreateAppointment for another visit to {story.number}.",
        fix="Close a visit that found nobody in as failed; the order stays open until the "
        "work is done.",
    )
