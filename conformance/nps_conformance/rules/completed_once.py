"""Rule: an order is completed once."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import lived, state_as_told
from nps_conformance.evidence.model import COMPLETE, Call, Evidence, Story
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    Why,
    refrained,
    rule,
    undecided,
)

DONE = frozenset({"COM", "CLO"})


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.PROHIBITION,
    family="completion",
    source="AP5: Send works order number to be completed. Second seed: after practical completion "
    "only review or closing follows.",
    needs=(COMPLETE,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """No second completion follows one that the contractor knows was accepted; the very same
    message again is no second completion.
    """
    for story in evidence.stories:
        told = next((each.seq for each in story.statuses if each.status in DONE), None)
        completions = [call for call in story.calls_of(COMPLETE) if call.request is not None]
        if told is None or not completions:
            continue
        second = next((c for c in completions if _is_second(c, told, completions)), None)
        yield _kept(story, told) if second is None else _violation(story, told, second)


def _is_second(call: Call, told: int, completions: list[Call]) -> bool:
    return call.seq > told and not any(
        each.seq < call.seq and each.request == call.request for each in completions
    )


def _violation(story: Story, told: int, second: Call) -> Violated:
    return Violated(
        entries=(told, second.seq),
        message=second.seq,
        order=story.number,
        element="ExternalReference",
        state=state_as_told(story, second.seq),
        came=f"CompleteWorksOrder {second.reference} for {story.number}, which was told completed "
        f"in entry {told}.",
        legal=f"CreateInvoice for {story.number}, or a note.",
        fix="Mark the order as completed when the completion is answered with success.",
    )


def _kept(story: Story, told: int) -> Occasion:
    tempting = [each.seq for each in story.instructed("work_finished") if each.seq > told]
    unclear = [call.seq for call in story.calls_of(COMPLETE) if call.unclear]
    if not tempting and not unclear:
        return undecided(Why.NOT_TEMPTED, told)
    tempted = max(told, *tempting[:1], *unclear[:1])
    return refrained(lived(story, tempted), told, tempted)
