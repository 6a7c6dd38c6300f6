"""Rule: an attended visit is ended before the order is completed."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import FINAL_APPOINTMENT, state_as_told, status_before
from nps_conformance.evidence.model import (
    APPOINTMENT_STATUS,
    COMPLETE,
    NON_ACCESS,
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
    satisfied,
)

ATTENDED = "ATT"


@rule(
    level=Level.SHOULD,
    provenance=Provenance.INFERRED,
    kind=Kind.MESSAGE,
    family="completion",
    source="AP9: Send appointment reference and status code; the contractor can notify NPS Repairs "
    "of completed appointments. Second seed: a request closes by itself when all its parts are "
    "closed.",
    needs=(APPOINTMENT_STATUS, COMPLETE),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """When a works order is completed, no visit stands that was reported as attended; its end is
    told before.
    """
    for story in evidence.stories:
        for call in anew(story.calls_of(COMPLETE)):
            if call.told_refusal:
                continue
            attended = [
                reference
                for reference, tellings in story.appointments.items()
                if any(told.status == ATTENDED and told.seq < call.seq for told in tellings)
            ]
            for reference in attended:
                yield _judged(story, call, reference)


def _judged(story: Story, call: Call, reference: str) -> Occasion:
    ended = _ended(story, call, reference)
    if ended is not None:
        return satisfied(ended, call.seq)
    told = next(each.seq for each in story.appointments[reference] if each.status == ATTENDED)
    return Violated(
        entries=(told, call.seq),
        message=call.seq,
        order=story.number,
        element="CompleteWorksOrder",
        state=state_as_told(story, call.seq),
        came=f"CompleteWorksOrder for {story.number} while appointment {reference} was attended "
        "and not ended as last told.",
        legal=f"UpdateAppointmentStatus CMP for {reference}, then the completion.",
        fix="Report the end of the visit when the operative leaves, before the work is reported "
        "as completed; the order stays open until its last visit has ended.",
    )


def _ended(story: Story, call: Call, reference: str) -> int | None:
    """The entry that ended the visit before the completion, told or only sent."""
    if status_before(story.appointments[reference], call.seq) in FINAL_APPOINTMENT:
        return max(each.seq for each in story.appointments[reference] if each.seq < call.seq)
    for each in story.calls_of(APPOINTMENT_STATUS, NON_ACCESS):
        if each.request is None or each.seq > call.seq:
            continue
        ends = getattr(each.request, "status_code", "NAC") in FINAL_APPOINTMENT
        if ends and each.request.appointment_reference == reference:
            return each.seq
    return None
