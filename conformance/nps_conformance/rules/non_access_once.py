"""Rule: a failed visit is reported once."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice, takewhile
from typing import Final

from nps_conformance.evidence.facts import NEAR, occurred
from nps_conformance.evidence.knowledge import FINAL_APPOINTMENT, state_as_told
from nps_conformance.evidence.model import NON_ACCESS, Call, Evidence, Story
from nps_conformance.evidence.visits import Visits
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
        known = _Known(story)
        for first in story.acts_of(NON_ACCESS):
            if first.told_success:
                wrong = known.again(first)
                yield _kept(known, first) if wrong is None else _violation(story, first, wrong)


class _Known:
    """What the failed visits of an order are judged by."""

    def __init__(self, story: Story) -> None:
        self.story = story
        facts = list(story.instructed("nobody_in"))
        self.told = sorted((occurred(fact), fact.seq) for fact in facts)
        self.told_of: defaultdict[str, list[int]] = defaultdict(list)  # by day
        for fact in facts:
            self.told_of[fact.occurred_at[:10]].append(fact.seq)
        visits = Visits(story)
        self._same: defaultdict[datetime, list[Call]] = defaultdict(list)
        self._ended: defaultdict[date, list[Call]] = defaultdict(list)  # with that day's visits
        for call in story.acts_of(NON_ACCESS):
            at = call.request.visited_at
            self._same[at].append(call)
            statuses = visits.on(at.date(), call.seq).values()
            if statuses and all(status in FINAL_APPOINTMENT for status in statuses):
                self._ended[at.date()].append(call)

    def again(self, first: Call) -> Call | None:
        """The next call that reports once more the visit that the first reported."""
        one = first.request.visited_at
        same = next(_after(self._same[one], first), None)
        ended = (
            call
            for call in _after(self._ended[one.date()], first)
            if call.request.visited_at - one < APART or not self._told(first, call)
        )
        found = (call for call in (same, next(ended, None)) if call is not None)
        return min(found, key=lambda each: each.seq, default=None)

    def _told(self, first: Call, call: Call) -> bool:
        """Whether it was told between them that nobody was in at the time of the second."""
        time = call.request.visited_at
        at = bisect_left(self.told, (time - NEAR, 0))
        near = takewhile(lambda each: each[0] <= time + NEAR, islice(self.told, at, None))
        return any(first.seq < seq < call.seq for _, seq in near)


def _after(calls: Sequence[Call], first: Call) -> Iterator[Call]:
    return islice(calls, bisect_right(calls, first.seq, key=lambda each: each.seq), None)


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


def _kept(known: _Known, first: Call) -> Occasion:
    day = first.request.visited_at.date().isoformat()
    return withstood(known.story, first.seq, known.told_of[day])
