"""Rule: a cancellation that is not permitted is passed on, not pressed."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import chain
from typing import Final

from nps_conformance.evidence.knowledge import OPEN_ORDER, state_as_told
from nps_conformance.evidence.model import CANCEL, WORK, Call, Evidence, Story
from nps_conformance.evidence.pace import following, within
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    Why,
    rule,
    satisfied,
    undecided,
    unmet,
)

NOT_PERMITTED: Final = "CANCEL-NOT-PERMITTED"
SENT_BACK: Final = frozenset({"WRALL", "DUPL", "INFO"})  # needs no permission


@rule(
    level=Level.SHOULD,
    provenance=Provenance.INFERRED,
    kind=Kind.DUTY,
    family="cancellation",
    source="Orders flow from raised to being paid depending on the authorisation granted to each "
    "contractor; client approval may be required at certain points. AP4: returns status of action. "
    "(A SHOULD, as no document says how the landlord is asked.)",
    needs=(CANCEL,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A cancellation that was refused for want of permission is not asked for again until
    something new is known; the landlord is told by a note, or the work goes on.
    """
    for story in evidence.stories:
        known = _Known(story)
        for call in story.calls_of(CANCEL):
            if call.told_refusal and call.code == NOT_PERMITTED:
                yield _judged(known, call, evidence.due_within)


class _Known:
    """What the refused cancellations of an order are judged by."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.work = tuple(story.calls_of(*WORK))
        withdrawn = (each for each in story.actions if each.name == "withdraw_permission")
        self.news = sorted(each.seq for each in chain(story.instructions, withdrawn))
        self.over = [each.seq for each in story.statuses if each.status not in OPEN_ORDER]


def _judged(known: _Known, refused: Call, allowed: int) -> Occasion:
    story = known.story
    at = bisect_right(known.work, refused.seq, key=lambda each: each.seq)
    for call in known.work[at : at + 1]:
        if call.operation == CANCEL and call.request.reason_code not in SENT_BACK:
            if within(known.news, refused.seq, call.seq):
                return undecided(Why.NOT_DUE, refused.seq)  # it is judged by that answer
            return _pressed(story, refused, call)
        return satisfied(refused.seq, call.seq)
    over = following(known.over, refused.seq)
    return unmet(story.pace, refused.seq, allowed, over) or Violated(
        entries=(refused.seq,),
        order=story.number,
        state=state_as_told(story, refused.seq + 1),
        came=f"Nothing more about {story.number} in {allowed} polls or rounds since its "
        f"cancellation was refused in entry {refused.seq} ({NOT_PERMITTED}).",
        legal=f"AddWorksOrderNote for {story.number}, saying why it should be cancelled; or its "
        "work.",
        fix="Turn a refused cancellation into a note to the landlord, who may cancel.",
    )


def _pressed(story: Story, refused: Call, again: Call) -> Violated:
    return Violated(
        entries=(refused.seq, again.seq),
        message=again.seq,
        order=story.number,
        element="CancelWorksOrder",
        state=state_as_told(story, again.seq),
        came=f"CancelWorksOrder for {story.number} again, which was refused in entry {refused.seq} "
        f"({NOT_PERMITTED}); nothing new was known.",
        legal=f"AddWorksOrderNote for {story.number}, saying why it should be cancelled.",
        fix="Branch on the code of a refusal: what is not permitted is asked of a person, by a "
        "note, and not sent again.",
    )
