"""Rule: a cancellation that is not permitted is passed on, not pressed."""

from collections.abc import Iterator
from typing import Final

from nps_conformance.evidence.knowledge import OPEN_ORDER, state_as_told
from nps_conformance.evidence.model import CANCEL, WORK, Call, Evidence, Story
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
        for call in story.calls_of(CANCEL):
            if call.told_refusal and call.code == NOT_PERMITTED:
                yield _judged(story, call, evidence.due_within)


def _judged(story: Story, refused: Call, within: int) -> Occasion:
    for call in story.calls:
        if call.seq <= refused.seq or call.operation not in WORK or call.request is None:
            continue
        if call.operation == CANCEL and call.request.reason_code not in SENT_BACK:
            if _something_new(story, refused.seq, call.seq):
                return undecided(Why.NOT_DUE, refused.seq)  # it is judged by that answer
            return _pressed(story, refused, call)
        return satisfied(refused.seq, call.seq)
    over = (t.seq for t in story.statuses if t.seq > refused.seq and t.status not in OPEN_ORDER)
    return unmet(story.pace, refused.seq, within, next(over, None)) or Violated(
        entries=(refused.seq,),
        order=story.number,
        state=state_as_told(story, refused.seq + 1),
        came=f"Nothing more about {story.number} in {within} polls or rounds since its "
        f"cancellation was refused in entry {refused.seq} ({NOT_PERMITTED}).",
        legal=f"AddWorksOrderNote for {story.number}, saying why it should be cancelled; or its "
        "work.",
        fix="Turn a refused cancellation into a note to the landlord, who may cancel.",
    )


def _something_new(story: Story, start: int, end: int) -> bool:
    facts = any(start < each.seq < end for each in story.instructions)
    return facts or any(
        start < each.seq < end and each.name == "withdraw_permission" for each in story.actions
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
