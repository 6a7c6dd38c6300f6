"""Rule: a broken appointment is replaced."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate, islice

from nps_conformance.evidence.facts import NOT_PERMITTED, Terms, Tries
from nps_conformance.evidence.knowledge import FINAL_APPOINTMENT, state_as_told
from nps_conformance.evidence.model import APPOINT, COMPLETE, Evidence, Story
from nps_conformance.evidence.pace import following, preceding
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


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.DUTY,
    family="appointment",
    source="The contractor can notify NPS Repairs of new appointments and of completed, cancelled "
    "or broken appointments; and the brief: broken appointments.",
    needs=(APPOINT,),
    always_fails=True,
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """While a works order is open, a broken appointment is replaced: once another visit was
    agreed, it is booked. (Who was told that it may not book is excused.)
    """
    for story in evidence.stories:
        known = _Known(story)
        for reference, tellings in story.appointments.items():
            broken = next((told for told in tellings if told.status == "BRK"), None)
            if broken is not None:
                yield _judged(known, reference, broken.seq, evidence.due_within)


class _Known:
    """What an order's broken appointments are judged by."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.terms = Terms(story)
        self.bookings = Tries(story.calls_of(APPOINT))
        self.completions = [call.seq for call in story.calls_of(COMPLETE)]
        self.agreed = [each.seq for each in story.instructed("visit_agreed")]
        self.acts = [each.seq for each in story.actions if each.name == "break_appointment"]
        self.barred = max(
            (c.seq for c in story.calls_of(APPOINT) if c.told_refusal and c.code == NOT_PERMITTED),
            default=-1,
        )
        # The entries that told each visit as open, and the last of these of all visits up to it.
        self.open = [
            (reference, [each.seq for each in told if each.status not in FINAL_APPOINTMENT])
            for reference, told in story.appointments.items()
        ]
        self.latest = list(accumulate((max(told, default=-1) for _, told in self.open), max))


def _judged(known: _Known, reference: str, told: int, within: int) -> Occasion:
    story = known.story
    act = preceding(known.acts, told)
    since = told if act is None else act
    booked = _booked(known, reference, since)
    if booked is not None:
        return satisfied(told, booked)
    agreed = following(known.agreed, since)
    if agreed is None:
        return undecided(Why.NOT_TEMPTED, told)
    due = max(told, agreed)
    time = known.terms.of(due)
    # Who tried to book the visit may have been told that the landlord books the visits.
    if time is None or known.barred > due:
        return undecided(Why.NOT_DUE, told)
    due = time.since
    completed = following(known.completions, due)
    if completed is None:
        if time.until is not None:
            return undecided(Why.NOT_DUE, told)
        proof = unmet(story.pace, due, within)
        if proof is not None:
            return proof
    entries = (told, agreed) if completed is None else (told, agreed, completed)
    return Violated(
        entries=tuple(sorted(entries)),
        message=completed,
        order=story.number,
        element="CompleteWorksOrder",
        state=state_as_told(story, due + 1),
        came=f"No replacement of appointment {reference}, told broken in entry {told}, although "
        f"another visit was agreed in entry {agreed} and {story.number} was open.",
        legal=f"CreateAppointment for {story.number} that replaces {reference}.",
        fix="When a visit is agreed after a broken appointment, book it with the landlord before "
        "anything else is reported on the order.",
    )


def _booked(known: _Known, reference: str, since: int) -> int | None:
    """The entry that shows another visit: booked by the contractor, or standing in details."""
    taken = known.bookings.taken_after(since)
    if taken is not None:
        return taken
    for other, told in islice(known.open, bisect_right(known.latest, since), None):
        shown = following(told, since)
        if other != reference and shown is not None:
            return shown
    return None
