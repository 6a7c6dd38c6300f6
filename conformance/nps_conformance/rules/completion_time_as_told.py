"""Rule: the completion tells when the work was finished."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from itertools import accumulate
from typing import Final

from nps_conformance.evidence.facts import occurred
from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import COMPLETE, Call, Evidence, Story
from nps_conformance.evidence.repeating import anew
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)

SLACK: Final = timedelta(minutes=15)  # two clocks are never equal


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="completion",
    source="AP5: Send works order number to be completed. The published contract: CompletedAt is "
    "when the work was finished, UK local time.",
    needs=(COMPLETE,),
    needs_given_time=True,
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """The completion's time lies between the moment in which the work was finished and that of the
    report, in UK local time; a quarter of an hour is allowed for on either side.
    """
    for story in evidence.stories:
        finished = list(story.instructed("work_finished"))
        earliest = list(accumulate(finished, partial(min, key=occurred)))  # of those by then
        for call in anew(story.calls_of(COMPLETE)):
            at = bisect_left(finished, call.seq, key=lambda each: each.seq)
            if at and call.at:
                first = earliest[at - 1]
                yield _judged(story, call, occurred(first), first.seq)


def _judged(story: Story, call: Call, finished: datetime, told: int) -> Occasion:
    came: datetime = call.request.completed_at
    now = datetime.fromisoformat(call.at)
    if finished - SLACK <= came.replace(tzinfo=None) <= max(now, finished) + SLACK:
        return satisfied(told, call.seq)
    return Violated(
        entries=(told, call.seq),
        message=call.seq,
        order=story.number,
        element="CompletedAt",
        instead=f"{finished:%Y-%m-%dT%H:%M:%S}",
        state=state_as_told(story, call.seq),
        came=f"CompleteWorksOrder for {story.number} says {came:%Y-%m-%dT%H:%M:%S}; the work was "
        f"finished at {finished:%Y-%m-%dT%H:%M:%S}, and it is {now:%Y-%m-%dT%H:%M:%S}.",
        legal=f"CompletedAt {finished:%Y-%m-%dT%H:%M:%S}, or a little later.",
        fix="Send the time the operative reported, as UK local time: an hour off in summer is a "
        "clock in UTC, midnight is a date without its time.",
    )
