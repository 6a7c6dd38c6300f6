"""Rule: rejected scope is not completed."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import lived, rejection_told, state_as_told
from nps_conformance.evidence.model import COMPLETE, VARY, Evidence, Story
from nps_conformance.evidence.rejections import Rejections
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    Why,
    refrained,
    rule,
    satisfied,
    undecided,
)


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.PROHIBITION,
    family="variation",
    source="New orders and successful variations will be made available to the contractor; and "
    "the brief: rejected variations.",
    needs=(COMPLETE, VARY),
    always_fails=True,
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A completion reports no line and no quantity of a variation that the landlord has rejected,
    once the contractor was told.
    """
    for story in evidence.stories:
        told = rejection_told(story)
        if told is not None:
            yield from _after(story, told)
        elif story.variations:
            yield undecided(Why.NOT_TOLD, story.variations[0].call.seq)


def _after(story: Story, told: int) -> Iterator[Occasion]:
    completions = [call for call in story.calls_of(COMPLETE) if call.seq > told]
    rejections = Rejections(story)
    for call in completions:
        lines = call.request.lines if call.request is not None else ()
        found = rejections.beyond_scope(
            call.seq, ((line.line_number, line.quantity) for line in lines)
        )
        if not found:
            yield satisfied(told, call.seq)
        for number, quantity, rejected in found:
            yield Violated(
                entries=(rejected.asked.call.seq, rejected.told, call.seq),
                message=call.seq,
                order=story.number,
                element="Line",
                nth=[line.line_number for line in lines].index(number),
                state=state_as_told(story, call.seq),
                came=f"CompleteWorksOrder for {story.number} reports line {number} with quantity "
                f"{quantity}, as asked for in variation {rejected.asked.number}, which was "
                "rejected.",
                legal="A completion of the lines and quantities of the current version.",
                fix="When a variation is rejected, go back to the lines of the latest details.",
            )
    if not completions:
        finished = [each.seq for each in story.instructed("work_finished")]
        if finished:
            tempted = max(told, finished[-1])
            yield refrained(lived(story, tempted), told, tempted)
        else:
            yield undecided(Why.NOT_TEMPTED, told)
