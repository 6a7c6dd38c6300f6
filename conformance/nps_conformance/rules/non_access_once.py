"""Rule: a failed visit is reported once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from nps_conformance.evidence.facts import NEAR, occurred, visits_of
from nps_conformance.evidence.knowledge import FINAL_APPOINTMENT, state_as_told
from nps_conformance.evidence.model import NON_ACCESS, Call, Evidence, Story
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    withstood,
)

APART: Final = timedelta(hours=2)  # two attempts so far apart are two visits


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.PROHIBITION,
    family="non-access",
    source="AP7: Send non-access event details. Records non-access event: one event for one visit.",
    needs=(NON_ACCESS,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A failed visit is reported once: after the event was accepted, no other follows for the same
    time, nor for the same day when that day's visits have all ended. (Hours later, and told as
    such, is another visit.)
    """
    for story in evidence.stories:
        sent = [call for call in story.acts_of(NON_ACCESS) if call.request is not None]
        told = [call for call in sent if call.told_success]
        for first in told:
            wrong = next((call for call in sent if _again(story, first, call)), None)
            yield _kept(story, first) if wrong is None else _violation(story, first, wrong)


def _again(story: Story, first: Call, call: Call) -> bool:
    """Whether the call reports once more the visit that the first reported."""
    if call.seq <= first.seq:
        return False
    one, other = first.request.visited_at, call.request.visited_at
    if one == other:
        return True
    if one.date() != other.date():
        return False
    if other - one >= APART and _told(story, other, first.seq, call.seq):
        return False
    that_day = visits_of(story, other.date(), call.seq)
    return bool(that_day) and all(status in FINAL_APPOINTMENT for status in that_day.values())


def _told(story: Story, visited: datetime, start: int, end: int) -> bool:
    """Whether it was told since that nobody was in at that time."""
    return any(
        start < fact.seq < end and abs(occurred(fact) - visited) <= NEAR
        for fact in story.instructed("nobody_in")
    )


def _violation(story: Story, first: Call, wrong: Call) -> Violated:
    return Violated(
        entries=(first.seq, wrong.seq),
        message=wrong.seq,
        order=story.number,
        element="VisitedAt",
        state=state_as_told(story, wrong.seq),
        came=f"RecordNonAccess for {story.number} at {wrong.request.visited_at}, a visit that "
        f"entry {first.seq} had reported.",
        legal="Nothing more about that visit.",
        fix="Mark a failed visit as reported when the landlord has accepted it, and report the "
        "next one only when another visit was made.",
    )


def _kept(story: Story, first: Call) -> Occasion:
    day = first.request.visited_at.date().isoformat()
    tempting = [
        fact.seq for fact in story.instructed("nobody_in") if fact.occurred_at.startswith(day)
    ]
    return withstood(story, first.seq, tempting)
