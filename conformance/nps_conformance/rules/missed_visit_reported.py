"""Rule: a visit that the contractor missed is reported."""

from collections.abc import Iterator
from datetime import date

from nps_conformance.evidence.facts import open_visits, term
from nps_conformance.evidence.knowledge import FINAL_APPOINTMENT, state_as_told
from nps_conformance.evidence.model import (
    APPOINT,
    APPOINTMENT_STATUS,
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
from nps_simulator.journal.entries import Instruction

ENDS = frozenset({"BRK", "CAN"})


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.DUTY,
    family="appointment",
    source="AP9: Send appointment reference and status code. The contractor can notify NPS Repairs "
    "of completed, cancelled or broken appointments.",
    needs=(APPOINTMENT_STATUS,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A booked visit that the contractor missed or the tenant called off is reported as broken or
    cancelled, or at once replaced by another booking, and does not stand as if somebody still
    came.
    """
    for story in evidence.stories:
        for fact in story.instructed("visit_missed", "visit_called_off"):
            reference = _standing(story, fact)
            if reference is not None:
                yield _judged(story, fact, reference, evidence.due_within)


def _standing(story: Story, fact: Instruction) -> str | None:
    """The visit of that day that stood as last told."""
    day = date.fromisoformat(str(fact.facts.get("date") or fact.occurred_at)[:10])
    standing = open_visits(story, fact.seq)
    return next((each for each, booked in standing.items() if booked == day), None)


def _judged(story: Story, fact: Instruction, reference: str, within: int) -> Occasion:
    later = [call for call in story.calls if call.seq > fact.seq and call.request is not None]
    reports = [call for call in later if _reports(call, reference)]
    for call in reports:
        if call.effective or call.unclear:
            return satisfied(fact.seq, call.seq)
    replaced = next((call.seq for call in later if _replaces(call, reference)), None)
    if replaced is not None and story.pace.beats_between(fact.seq, replaced) < within:
        return satisfied(fact.seq, replaced)
    time = term(story, fact.seq)
    if time is None:
        return undecided(Why.NOT_DUE, fact.seq)
    ended = next((told.seq for told in _ends(story, reference) if told.seq > fact.seq), None)
    until = min((seq for seq in (replaced, ended, time.until) if seq is not None), default=None)
    since = max(time.since, *(call.seq for call in reports)) if reports else time.since
    proof = unmet(story.pace, since, within, until)
    if proof is not None:
        return proof
    return Violated(
        entries=tuple(sorted({fact.seq, *(call.seq for call in reports)})),
        order=story.number,
        state=state_as_told(story, since + 1),
        came=f"Nothing about appointment {reference}, which was off (entry {fact.seq}), in "
        f"{within} polls or rounds"
        + (f"; entry {reports[-1].seq} was refused." if reports else "."),
        legal=f"UpdateAppointmentStatus BRK for {reference}, with the reason.",
        fix="Tell the landlord of every visit that was not kept; the tenant is waiting.",
    )


def _reports(call: Call, reference: str) -> bool:
    """Whether the call says that the visit is off."""
    return (
        call.operation == APPOINTMENT_STATUS
        and call.request.appointment_reference == reference
        and call.request.status_code in ENDS
    )


def _replaces(call: Call, reference: str) -> bool:
    """Whether the call books another visit in its place."""
    named = call.operation == APPOINT and call.request.replaces_appointment_reference == reference
    return named and (call.effective or call.unclear)


def _ends(story: Story, reference: str) -> Iterator[Telling]:
    """When it was told that the visit has ended."""
    tellings = story.appointments.get(reference, ())
    return (told for told in tellings if told.status in FINAL_APPOINTMENT)
