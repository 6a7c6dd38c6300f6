"""Rule: an order is completed once."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import lived, state_as_told, status_before
from nps_conformance.evidence.model import COMPLETE, Call, Evidence, Story, Telling
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
        told = _told(story)
        first = next((each.seq for each in told if each.status in DONE), None)
        completions = [call for call in story.calls_of(COMPLETE) if call.request is not None]
        if first is None or not completions:
            continue
        second = _second(told, completions)
        yield _kept(story, first) if second is None else _violation(story, first, second)


def _told(story: Story) -> tuple[Telling, ...]:
    """What completions and details, not invoices, told of the order's status."""
    told = [Telling(seq=view.seq, status=view.details.status) for view in story.views]
    told += [
        Telling(seq=call.seq, status="COM")
        for call in story.calls_of(COMPLETE)
        if call.told_success
    ]
    return tuple(sorted(told, key=lambda each: each.seq))


def _second(told: tuple[Telling, ...], completions: list[Call]) -> Call | None:
    """The first completion of a completed order that is not the very same message again."""
    seen: set[object] = set()
    for call in completions:
        if status_before(told, call.seq) in DONE and call.request not in seen:
            return call
        if not call.told_refusal:  # what was refused is no completion, and may not come later
            seen.add(call.request)
    return None


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
