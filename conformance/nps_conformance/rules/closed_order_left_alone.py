"""Rule: a closed order is left alone."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import first_told, says_again, state_as_told, told_since
from nps_conformance.evidence.model import (
    COMPLETE,
    INVOICE,
    WORK,
    Call,
    Evidence,
    Story,
)
from nps_conformance.evidence.repeating import anew
from nps_conformance.rules._rule import (
    SECOND_SEED,
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    withstood,
)

JUDGED_ELSEWHERE = frozenset({COMPLETE, INVOICE})
CLOSED = "CLO"


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.PROHIBITION,
    family=SECOND_SEED,
    source="Second seed: what is closed cannot be reopened or updated.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """On a works order that the contractor knows to be closed nothing is reported, booked or noted
    any more. (A second completion and a second invoice are judged by rules of their own.)
    """
    for story in evidence.stories:
        told = first_told(story.statuses, CLOSED)
        if told is None:
            continue
        broken = False
        for call in anew(story.calls):
            since = told_since(story.statuses, call.seq, CLOSED)
            if since is not None and _touches(story, call):
                broken = True
                yield _violation(story, since, call)
        if not broken:
            yield _kept(story, told)


def _touches(story: Story, call: Call) -> bool:
    return call.operation in WORK - JUDGED_ELSEWHERE and not says_again(story, call)


def _violation(story: Story, told: int, wrong: Call) -> Violated:
    return Violated(
        entries=(told, wrong.seq),
        message=wrong.seq,
        order=story.number,
        element=wrong.operation,
        state=state_as_told(story, wrong.seq),
        came=f"{wrong.operation} for {story.number}, told closed in entry {told}.",
        legal="Nothing; what is still to be said is said by telephone, or on another order.",
        fix="Take an order out of every queue when its details or its invoice show it as closed.",
    )


def _kept(story: Story, told: int) -> Occasion:
    kinds = {"month_end", "work_finished"}  # these tempt to what other rules judge
    return withstood(
        story, told, [each.seq for each in story.instructions if each.kind not in kinds]
    )
