"""Rule: nothing but notes after the cancellation."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import first_told, says_again, state_as_told, told_since
from nps_conformance.evidence.model import (
    APPOINT,
    APPOINTMENT_STATUS,
    COMPLETE,
    INVOICE,
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

FORBIDDEN = frozenset({APPOINT, COMPLETE, INVOICE, NON_ACCESS, VARY})
ENDS_A_VISIT = frozenset({"BRK", "CAN"})


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.PROHIBITION,
    family="cancellation",
    source="AP4: Cancels works order and returns status of action. AP1 and AP2: changed works "
    "orders and their latest detail are for the contractor to act on.",
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """On a works order that the contractor knows to be cancelled it reports no visit, variation,
    completion or invoice; only notes, and the end of visits that were booked.
    """
    for story in evidence.stories:
        told = first_told(story.statuses, "CAN")
        if told is None:
            continue
        broken = False
        for call in anew(story.calls):
            since = told_since(story.statuses, call.seq, "CAN")
            if since is not None and _is_work(story, call):
                broken = True
                yield _violation(story, since, call)
        if not broken:
            yield _kept(story, told)


def _is_work(story: Story, call: Call) -> bool:
    if call.operation == APPOINTMENT_STATUS:
        return call.request.status_code not in ENDS_A_VISIT and not says_again(story, call)
    return call.operation in FORBIDDEN


def _violation(story: Story, told: int, wrong: Call) -> Violated:
    return Violated(
        entries=(told, wrong.seq),
        message=wrong.seq,
        order=story.number,
        element=wrong.operation,
        state=state_as_told(story, wrong.seq),
        came=f"{wrong.operation} for {story.number}, told cancelled in entry {told}.",
        legal="AddWorksOrderNote, or UpdateAppointmentStatus CAN for a visit still booked.",
        fix="Stop the job when the order is cancelled, and take it out of every queue.",
    )


def _kept(story: Story, told: int) -> Occasion:
    return withstood(
        story, told, [each.seq for each in story.instructions if each.kind != "remark"]
    )
