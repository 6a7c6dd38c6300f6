"""Rule: a visit is booked as it was agreed."""

from collections.abc import Iterator, Sequence

from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import APPOINT, Call, Evidence, Story
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)
from nps_simulator.journal.entries import Instruction


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.MESSAGE,
    family="appointment",
    source="The contractor can notify NPS Repairs of new appointments. The published contract: the "
    "day and the slot that were agreed; dates are UK local.",
    needs=(APPOINT,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A booked visit has the day and the slot that were agreed with the tenant. (One that is booked
    once every agreed visit has been is of the contractor's own making.)
    """
    for story in evidence.stories:
        facts = list(story.instructed("visit_agreed"))
        booked: set[tuple[str, str]] = set()
        for call in story.calls_of(APPOINT):
            told = [fact for fact in facts if fact.seq < call.seq]
            own = not told or (
                _visit(call) not in map(_agreed, told) and _agreed(told[-1]) in booked
            )
            if not own:
                yield _judged(story, call, told)
            if call.effective or call.unclear:
                booked.add(_visit(call))


def _agreed(fact: Instruction) -> tuple[str, str]:
    """The day and slot that a fact tells of."""
    return str(fact.facts.get("date")), str(fact.facts.get("slot"))


def _visit(call: Call) -> tuple[str, str]:
    """The day and slot that a booking names."""
    return call.request.appointment_date.isoformat(), call.request.slot_code


def _judged(story: Story, call: Call, told: Sequence[Instruction]) -> Occasion:
    day, slot = _visit(call)
    agreed = [_agreed(fact) for fact in told]
    for fact, pair in zip(told, agreed, strict=True):
        if pair == (day, slot):
            return satisfied(fact.seq, call.seq)
    last = told[-1]
    wrong_day = day not in {each for each, _ in agreed}
    right_day, right_slot = agreed[-1]
    instead = right_day if wrong_day else right_slot
    enough = (slot == right_slot) if wrong_day else (day == right_day)
    return Violated(
        entries=(last.seq, call.seq),
        message=call.seq,
        order=story.number,
        element="AppointmentDate" if wrong_day else "SlotCode",
        instead=instead if enough else None,
        state=state_as_told(story, call.seq),
        came=f"CreateAppointment for {story.number} on {day}, slot {slot}, where {right_day}, "
        f"slot {right_slot}, was agreed in entry {last.seq}.",
        legal=f"AppointmentDate {right_day}, SlotCode {right_slot}.",
        fix="Carry the day as a date, never as an instant of another time zone, and the slot as it "
        "was agreed.",
    )
