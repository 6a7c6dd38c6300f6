"""Rule: a visit that the contractor missed is reported."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from nps_conformance.evidence.facts import Terms, Tries
from nps_conformance.evidence.knowledge import FINAL_APPOINTMENT, state_as_told
from nps_conformance.evidence.model import (
    APPOINT,
    APPOINTMENT_STATUS,
    Call,
    Evidence,
    Story,
)
from nps_conformance.evidence.pace import following
from nps_conformance.evidence.visits import Visits
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
NONE = Tries(())


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
        facts = list(story.instructed("visit_missed", "visit_called_off"))
        if not facts:
            continue
        known = _Known(story)
        for fact in facts:
            day = date.fromisoformat(str(fact.facts.get("date") or fact.occurred_at)[:10])
            reference = known.visits.standing_on(day, fact.seq)
            if reference is not None:
                yield _judged(known, fact, reference, evidence.due_within)


class _Known:
    """What the visits of an order that were off are judged by, some of it by their references."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.terms = Terms(story)
        self.visits = Visits(story)
        reports: defaultdict[str, list[Call]] = defaultdict(list)
        bookings: defaultdict[str | None, list[Call]] = defaultdict(list)
        for call in story.calls_of(APPOINTMENT_STATUS):
            if call.request.status_code in ENDS:
                reports[call.request.appointment_reference].append(call)
        for call in story.calls_of(APPOINT):
            bookings[call.request.replaces_appointment_reference].append(call)
        self.reports = {reference: Tries(calls) for reference, calls in reports.items()}
        self.bookings = {reference: Tries(calls) for reference, calls in bookings.items()}
        self.ended = {
            reference: [each.seq for each in tellings if each.status in FINAL_APPOINTMENT]
            for reference, tellings in story.appointments.items()
        }


def _judged(known: _Known, fact: Instruction, reference: str, within: int) -> Occasion:
    story = known.story
    reports = known.reports.get(reference, NONE)
    taken = reports.taken_after(fact.seq)
    if taken is not None:
        return satisfied(fact.seq, taken)
    replaced = known.bookings.get(reference, NONE).taken_after(fact.seq)
    if replaced is not None and story.pace.beats_between(fact.seq, replaced) < within:
        return satisfied(fact.seq, replaced)
    time = known.terms.of(fact.seq)
    if time is None:
        return undecided(Why.NOT_DUE, fact.seq)
    ended = following(known.ended.get(reference, ()), fact.seq)
    until = min((seq for seq in (replaced, ended, time.until) if seq is not None), default=None)
    last = reports.last(fact.seq)
    since = max(time.since, last or -1)
    proof = unmet(story.pace, since, within, until)
    if proof is not None:
        return proof
    return Violated(
        entries=tuple(sorted({fact.seq, *reports.between(fact.seq)})),
        order=story.number,
        state=state_as_told(story, since + 1),
        came=f"Nothing about appointment {reference}, which was off (entry {fact.seq}), in "
        f"{within} polls or rounds" + ("." if last is None else f"; entry {last} was refused."),
        legal=f"UpdateAppointmentStatus BRK for {reference}, with the reason.",
        fix="Tell the landlord of every visit that was not kept; the tenant is waiting.",
    )
