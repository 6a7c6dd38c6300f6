"""Rule: nothing is booked, varied, missed or cancelled on a completed order."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import first_told, state_as_told, told_since, view_before
from nps_conformance.evidence.model import (
    APPOINT,
    CANCEL,
    COMPLETE,
    NON_ACCESS,
    VARY,
    Call,
    Evidence,
    Story,
)
from nps_conformance.evidence.repeating import anew
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    withstood,
)

FORBIDDEN = frozenset({APPOINT, CANCEL, NON_ACCESS, VARY})
FACTS = ("visit_agreed", "more_work_found", "nobody_in", "tenant_declined", "wrong_contractor")


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.PROHIBITION,
    family="completion",
    source="AP5: Completes works order and returns status of action. Second seed: final updates "
    "are given before closing; after practical completion only review or closing follows.",
    needs=(COMPLETE,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """On a works order that the contractor knows to be completed no visit is booked, nothing
    varied, no non-access reported, and it is not cancelled or sent back. (A second completion is
    judged by a rule of its own; what follows the closing too.)
    """
    for story in evidence.stories:
        told = first_told(story.statuses, "COM")
        if told is None:
            continue
        broken = False
        for call in anew(story.calls_of(*FORBIDDEN)):
            since = _completed_since(story, call)
            if since is not None:
                broken = True
                yield _violation(story, since, call)
        if not broken:
            yield _kept(story, told)


def _completed_since(story: Story, call: Call) -> int | None:
    """Since which entry the order was told completed; also where only details that were still under
    way tell of its closing, for which nobody is blamed.
    """
    since = told_since(story.statuses, call.seq, "COM")
    if since is not None or call.unheard is None:
        return since
    closed = told_since(story.statuses, call.seq, "CLO")
    if closed is None or closed < call.unheard:
        return None
    view = view_before(story, closed + 1)
    read = view is not None and view.seq == closed
    return told_since(story.statuses, closed, "COM") if read else None


def _violation(story: Story, told: int, wrong: Call) -> Violated:
    return Violated(
        entries=(told, wrong.seq),
        message=wrong.seq,
        order=story.number,
        element=wrong.operation,
        state=state_as_told(story, wrong.seq),
        came=f"{wrong.operation} for {story.number}, told completed in entry {told}.",
        legal="CreateInvoice, AddWorksOrderNote, or the end of a visit that still stands.",
        fix="Tell everything that belongs to an order before its completion; what turns up later "
        "is another order, and a note asks for it.",
    )


def _kept(story: Story, told: int) -> Occasion:
    return withstood(story, told, [each.seq for each in story.instructed(*FACTS)])
