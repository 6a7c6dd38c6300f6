"""Rule: who may not book does not ask again."""

from collections.abc import Iterator

from nps_conformance.evidence.facts import NOT_PERMITTED
from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import APPOINT, Call, Evidence, Story
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    withstood,
)


@rule(
    level=Level.SHOULD,
    provenance=Provenance.ASSUMED,
    kind=Kind.PROHIBITION,
    family="appointment",
    source="Vendor-style evidence: each contractor site is granted appointments by third parties "
    "or not. Assumed: who was told so leaves them to the landlord.",
    needs=(APPOINT,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A booking that was refused for want of a permission is not sent again for the same day: the
    landlord books those visits.
    """
    for story in evidence.stories:
        refused = [
            call
            for call in story.calls_of(APPOINT)
            if call.told_refusal and call.code == NOT_PERMITTED and call.request is not None
        ]
        for first in refused[:1]:
            again = next((each for each in story.calls_of(APPOINT) if _again(first, each)), None)
            # What happens to the order next is the temptation: its visit is still not booked.
            tempting = [each.seq for each in story.instructions]
            yield (
                withstood(story, first.seq, tempting)
                if again is None
                else _violation(story, first, again)
            )


def _again(first: Call, call: Call) -> bool:
    if call.seq <= first.seq or call.request is None:
        return False
    return bool(call.request.appointment_date == first.request.appointment_date)


def _violation(story: Story, first: Call, again: Call) -> Violated:
    return Violated(
        entries=(first.seq, again.seq),
        message=again.seq,
        order=story.number,
        element="CreateAppointment",
        state=state_as_told(story, again.seq),
        came=f"CreateAppointment for {story.number} on {again.request.appointment_date} again, "
        f"which was not permitted in entry {first.seq}.",
        legal="A note, or a call to the landlord; the visit is the landlord's to book.",
        fix=f"Stop at the code {NOT_PERMITTED}: sending it again changes nothing.",
    )
