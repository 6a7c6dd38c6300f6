"""Rule: each visit of a completed order has an end."""

from collections.abc import Iterator

from nps_conformance.evidence.facts import term
from nps_conformance.evidence.knowledge import FINAL_APPOINTMENT, state_as_told, status_before
from nps_conformance.evidence.model import (
    APPOINT,
    APPOINTMENT_STATUS,
    NON_ACCESS,
    Call,
    Evidence,
    Story,
    Telling,
)
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

DONE = frozenset({"COM"})


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.DUTY,
    family="appointment",
    source="The contractor can notify NPS Repairs of completed, cancelled or broken appointments. "
    "AP9: Updates generic appointment status.",
    needs=(APPOINTMENT_STATUS,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """Once a works order is completed, each of its visits gets a final status: kept, broken,
    cancelled or without access. None is left booked or attended.
    """
    for story in evidence.stories:
        completed = next((each.seq for each in story.statuses if each.status in DONE), None)
        if completed is None:
            continue
        dropped = _dropped(story)
        for reference, tellings in story.appointments.items():
            if reference in dropped:
                continue
            yield _judged(story, reference, tellings, completed, evidence.due_within)


def _dropped(story: Story) -> set[str]:
    """Visits that a booking named and the last details left out: they are not in the books."""
    if not story.views:
        return set()
    last = story.views[-1]
    there = {each.appointment_reference for each in last.details.appointments}
    return {
        reference
        for reference, tellings in story.appointments.items()
        if tellings[-1].seq < last.seq and reference not in there
    }


def _judged(
    story: Story, reference: str, tellings: tuple[Telling, ...], completed: int, within: int
) -> Occasion:
    ended = next((each.seq for each in tellings if each.status in FINAL_APPOINTMENT), None)
    reports = [call for call in story.calls if _ends(call, reference)]
    if ended is None:
        taken = (call.seq for call in reports if call.effective or call.unclear)
        ended = next(taken, None)
    if ended is not None:
        return satisfied(*sorted({completed, ended}))
    time = term(story, max(completed, tellings[0].seq), DONE)
    if time is None:
        return undecided(Why.NOT_DUE, completed)
    end = story.calls[-1].seq + 1 if time.until is None else time.until
    tried = [call.seq for call in reports if time.since < call.seq < end]
    since = max([time.since, *tried])
    proof = unmet(story.pace, since, within, time.until)
    if proof is not None:
        return proof
    told = status_before(tellings, since + 1)
    return Violated(
        entries=tuple(sorted({tellings[-1].seq, completed, *tried})),
        order=story.number,
        state=state_as_told(story, since + 1),
        came=f"Appointment {reference} still {told} in {within} polls or rounds after "
        f"{story.number} was completed in entry {completed}.",
        legal=f"UpdateAppointmentStatus CMP for {reference}; or BRK, CAN or NAC, as it ended.",
        fix="Close the visit together with the work, and look for visits left open when an order "
        "is completed.",
    )


def _ends(call: Call, reference: str) -> bool:
    """Whether the call gives that visit an end."""
    if call.request is None:
        return False
    if call.operation == APPOINT:
        return bool(call.request.replaces_appointment_reference == reference)
    if call.operation == NON_ACCESS:
        return bool(call.request.appointment_reference == reference)
    return (
        call.operation == APPOINTMENT_STATUS
        and call.request.appointment_reference == reference
        and call.request.status_code in FINAL_APPOINTMENT
    )
