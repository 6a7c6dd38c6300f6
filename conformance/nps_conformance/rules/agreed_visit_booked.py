"""Rule: an agreed visit is booked."""

from collections.abc import Iterator

from nps_conformance.evidence.facts import NOT_PERMITTED, VISITS, occurred, term
from nps_conformance.evidence.knowledge import FINAL_APPOINTMENT, state_as_told, view_before
from nps_conformance.evidence.model import APPOINT, COMPLETE, Evidence, Story
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


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.DUTY,
    family="appointment",
    source="The contractor can notify NPS Repairs of new appointments; orders flow automatically "
    "from raised to being paid.",
    needs=(APPOINT,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A visit that was agreed with the tenant is booked with the landlord in so many polls or
    rounds. (Who may not book is excused, and so is a visit that the landlord booked, and one that
    took place, or whose works order was completed or closed to bookings, before that time was up.)
    """
    barred = {
        call.contractor: call.seq
        for call in reversed(evidence.calls)
        if call.told_refusal and call.code == NOT_PERMITTED
    }
    for story in evidence.stories:
        for fact in story.instructed("visit_agreed"):
            end = barred.get(story.contractor)
            yield _judged(story, fact, evidence.due_within, end)


def _judged(story: Story, fact: Instruction, within: int, barred: int | None) -> Occasion:
    tried = [call for call in story.calls_of(APPOINT) if call.seq > fact.seq]
    for call in tried:
        if call.effective or call.unclear:
            return satisfied(fact.seq, call.seq)
    day = str(fact.facts.get("date", ""))
    stands = _stands(story, fact, day)
    if stands is not None:
        return satisfied(fact.seq, stands)
    time = term(story, fact.seq)
    if time is None or barred is not None:
        return undecided(Why.NOT_DUE, fact.seq)
    until = _overtaken(story, time.since, day, time.until)
    in_time = (call.seq for call in tried if until is None or call.seq < until)
    since = max([time.since, *in_time])
    return unmet(story.pace, since, within, until) or _violation(story, fact, within)


def _stands(story: Story, fact: Instruction, day: str) -> int | None:
    """The entry that shows an open visit on the agreed day, whoever booked it; what was read before
    the last details counts no more.
    """
    before = view_before(story, fact.seq)
    for view in story.views:
        if before is not None and view.seq < before.seq:
            continue
        for each in view.details.appointments:
            open_visit = each.status_code not in FINAL_APPOINTMENT
            if open_visit and each.appointment_date.isoformat() == day:
                return max(view.seq, fact.seq)
    return None


def _overtaken(story: Story, since: int, day: str, until: int | None) -> int | None:
    """The entry from which the booking was pointless: another visit was agreed, this one took
    place, the order was completed, or it could not be booked any more.
    """
    later = [
        each.seq
        for each in story.instructions
        if each.seq > since
        and (
            each.kind == "visit_agreed"
            or (each.kind in VISITS and occurred(each).date().isoformat() >= day)
        )
    ]
    later += [
        call.seq
        for call in story.calls_of(COMPLETE)
        if call.seq > since and (call.effective or call.unclear)
    ]
    return min([*later, *([] if until is None else [until])], default=None)


def _violation(story: Story, fact: Instruction, within: int) -> Violated:
    return Violated(
        entries=(fact.seq,),
        order=story.number,
        state=state_as_told(story, fact.seq + 1),
        came=f"No booking of the visit to {story.number} that was agreed in entry {fact.seq}, "
        f"in {within} polls or rounds.",
        legal=f"CreateAppointment for {story.number} on {fact.facts.get('date')}, slot "
        f"{fact.facts.get('slot')}.",
        fix="Book a visit with the landlord as soon as the tenant has agreed to it.",
    )
