"""Rule: a broken appointment is replaced."""

from collections.abc import Iterator

from nps_conformance.evidence.facts import NOT_PERMITTED, term
from nps_conformance.evidence.knowledge import FINAL_APPOINTMENT, state_as_told
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
        for reference, tellings in story.appointments.items():
            broken = next((told for told in tellings if told.status == "BRK"), None)
            if broken is not None:
                yield _judged(story, reference, broken.seq, evidence.due_within)


def _judged(story: Story, reference: str, told: int, within: int) -> Occasion:
    acts = [each.seq for each in story.actions if each.name == "break_appointment"]
    since = max((seq for seq in acts if seq < told), default=told)
    booked = _booked(story, reference, since)
    if booked is not None:
        return satisfied(told, booked)
    agreed = [each.seq for each in story.instructed("visit_agreed") if each.seq > since]
    if not agreed:
        return undecided(Why.NOT_TEMPTED, told)
    due = max(told, agreed[0])
    time = term(story, due)
    if time is None or _barred(story, due):
        return undecided(Why.NOT_DUE, told)
    due = time.since
    completed = next((c.seq for c in story.calls_of(COMPLETE) if c.seq > due), None)
    if completed is None:
        if time.until is not None:
            return undecided(Why.NOT_DUE, told)
        proof = unmet(story.pace, due, within)
        if proof is not None:
            return proof
    entries = (told, agreed[0]) if completed is None else (told, agreed[0], completed)
    return Violated(
        entries=tuple(sorted(entries)),
        message=completed,
        order=story.number,
        element="CompleteWorksOrder",
        state=state_as_told(story, due + 1),
        came=f"No replacement of appointment {reference}, told broken in entry {told}, although "
        f"another visit was agreed in entry {agreed[0]} and {story.number} was open.",
        legal=f"CreateAppointment for {story.number} that replaces {reference}.",
        fix="When a visit is agreed after a broken appointment, book it with the landlord before "
        "anything else is reported on the order.",
    )


def _barred(story: Story, due: int) -> bool:
    """Whether it tried to book the visit, and was told that the landlord books the visits."""
    return any(
        call.seq > due and call.told_refusal and call.code == NOT_PERMITTED
        for call in story.calls_of(APPOINT)
    )


def _booked(story: Story, reference: str, since: int) -> int | None:
    """The entry that shows another visit: booked by the contractor, or standing in details."""
    for call in story.calls_of(APPOINT):
        if call.seq > since and (call.effective or call.unclear):
            return call.seq
    for other, tellings in story.appointments.items():
        for told in tellings:
            if other != reference and told.seq > since and told.status not in FINAL_APPOINTMENT:
                return told.seq
    return None
