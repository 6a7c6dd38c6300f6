"""Rule: an agreed visit is booked."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from nps_conformance.evidence.facts import NOT_PERMITTED, VISITS, Terms, Tries, occurred
from nps_conformance.evidence.knowledge import FINAL_APPOINTMENT, state_as_told, view_before
from nps_conformance.evidence.model import APPOINT, COMPLETE, Evidence, Story
from nps_conformance.evidence.pace import following
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
        agreed = list(story.instructed("visit_agreed"))
        if agreed:
            known = _Known(story)
            end = barred.get(story.contractor)
            yield from (_judged(known, fact, evidence.due_within, end) for fact in agreed)


class _Known:
    """What an order's agreed visits are judged by, each in the order of the journal."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.bookings = Tries(story.calls_of(APPOINT))
        self.completions = Tries(story.calls_of(COMPLETE))
        self.terms = Terms(story)
        self.standing: defaultdict[str, list[int]] = defaultdict(list)  # views, by the day
        for view in story.views:
            shown = view.details.appointments
            still = [each for each in shown if each.status_code not in FINAL_APPOINTMENT]
            for day in {each.appointment_date.isoformat() for each in still}:
                self.standing[day].append(view.seq)
        kinds = ("visit_agreed", *VISITS)
        self.facts = tuple(story.instructed(*kinds))


def _judged(known: _Known, fact: Instruction, within: int, barred: int | None) -> Occasion:
    story = known.story
    taken = known.bookings.taken_after(fact.seq)
    if taken is not None:
        return satisfied(fact.seq, taken)
    day = str(fact.facts.get("date", ""))
    stands = _stands(known, fact, day)
    if stands is not None:
        return satisfied(fact.seq, stands)
    time = known.terms.of(fact.seq)
    if time is None or barred is not None:
        return undecided(Why.NOT_DUE, fact.seq)
    until = _overtaken(known, time.since, day, time.until)
    since = max(time.since, known.bookings.last(fact.seq, until) or time.since)
    return unmet(story.pace, since, within, until) or _violation(story, fact, within)


def _stands(known: _Known, fact: Instruction, day: str) -> int | None:
    """The entry that shows an open visit on the agreed day, whoever booked it; what was read before
    the last details counts no more.
    """
    before = view_before(known.story, fact.seq)
    shown = following(known.standing.get(day, ()), -1 if before is None else before.seq - 1)
    return None if shown is None else max(shown, fact.seq)


def _overtaken(known: _Known, since: int, day: str, until: int | None) -> int | None:
    """The entry from which the booking was pointless: another visit was agreed, this one took
    place, the order was completed, or it could not be booked any more.
    """
    at = bisect_right(known.facts, since, key=lambda each: each.seq)
    later = (
        each.seq
        for each in islice(known.facts, at, None)
        if each.kind == "visit_agreed" or occurred(each).date().isoformat() >= day
    )
    ends = (next(later, None), known.completions.taken_after(since), until)
    return min((seq for seq in ends if seq is not None), default=None)


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
