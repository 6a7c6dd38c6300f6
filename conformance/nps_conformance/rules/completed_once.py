"""Rule: an order is completed once."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import lived, state_as_told, told_since
from nps_conformance.evidence.model import COMPLETE, Call, Evidence, Story, Telling
from nps_conformance.evidence.tellings import append
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
        first = next((each.seq for each in told if each.status == "COM"), None)
        completions = [call for call in story.calls_of(COMPLETE) if call.request is not None]
        if first is None or not completions:
            continue
        broken = False
        for since, call in _second(told, completions):
            broken = True
            yield _violation(story, since, call)
        if not broken:
            yield _kept(story, first)


def _told(story: Story) -> tuple[Telling, ...]:
    """What completions and details, not invoices, told of the order's status."""
    pairs = [(view.seq, _done(view.details.status)) for view in story.views]
    pairs += [(call.seq, "COM") for call in story.calls_of(COMPLETE) if call.told_success]
    told: list[Telling] = []
    for seq, status in sorted(pairs):
        append(told, seq, status)
    return tuple(told)


def _done(status: str) -> str:
    """What closes the order has completed it."""
    return "COM" if status in DONE else status


def _second(told: tuple[Telling, ...], completions: list[Call]) -> Iterator[tuple[int, Call]]:
    """The completions of a completed order that are not the very same message again, each with the
    entry that told of the first.
    """
    seen: set[object] = set()
    for call in completions:
        since = told_since(told, call.seq, "COM")
        if since is not None and call.request not in seen:
            yield since, call
        if not call.told_refusal:  # what was refused is no completion, and may not come later
            seen.add(call.request)


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
