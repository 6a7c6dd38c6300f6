"""Rule: an attended visit is ended before the order is completed."""

from collections.abc import Iterator, Mapping

from nps_conformance.evidence.knowledge import FINAL_APPOINTMENT, latest, state_as_told
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
        attended = _attended(story)
        ended = _ends(story)
        for call in anew(story.calls_of(COMPLETE)):
            if call.told_refusal:
                continue
            for reference, told in attended.items():
                if told < call.seq:
                    yield _judged(story, call, reference, told, ended.get(reference))


def _attended(story: Story) -> Mapping[str, int]:
    """The visits that were told as attended, and the entries that told so first."""
    found: dict[str, int] = {}
    for reference, tellings in story.appointments.items():
        told = next((each.seq for each in tellings if each.status == ATTENDED), None)
        if told is not None:
            found[reference] = told
    return found


def _ends(story: Story) -> Mapping[str, int]:
    """The first entries that reported the end of each visit, taken or not."""
    found: dict[str, int] = {}
    for call in story.calls_of(APPOINTMENT_STATUS, NON_ACCESS):
        if getattr(call.request, "status_code", "NAC") in FINAL_APPOINTMENT:
            found.setdefault(call.request.appointment_reference, call.seq)
    return found


def _judged(story: Story, call: Call, reference: str, told: int, sent: int | None) -> Occasion:
    """`told` is the entry that told the visit as attended, `sent` that of a report of its end."""
    last = latest(story.appointments[reference], call.seq)
    if last is not None and last.status in FINAL_APPOINTMENT:
        return satisfied(last.seq, call.seq)
    if sent is not None and sent < call.seq:
        return satisfied(sent, call.seq)
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
