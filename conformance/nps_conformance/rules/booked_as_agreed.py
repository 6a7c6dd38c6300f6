"""Rule: a visit is booked as it was agreed."""

from collections import deque
from collections.abc import Collection, Iterator

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
        facts = deque(story.instructed("visit_agreed"))
        agreed: dict[tuple[str, str], Instruction] = {}  # the first fact of each day and slot
        last: Instruction | None = None
        booked: set[tuple[str, str]] = set()
        for call in story.calls_of(APPOINT):
            while facts and facts[0].seq < call.seq:
                last = facts.popleft()
                agreed.setdefault(_agreed(last), last)
            first = agreed.get(_visit(call))
            if first is not None:
                yield satisfied(first.seq, call.seq)
            elif last is not None and _agreed(last) not in booked:
                yield _violation(story, call, last, {day for day, _ in agreed})
            if call.effective or call.unclear:
                booked.add(_visit(call))


def _agreed(fact: Instruction) -> tuple[str, str]:
    """The day and slot that a fact tells of."""
    return str(fact.facts.get("date")), str(fact.facts.get("slot"))


def _visit(call: Call) -> tuple[str, str]:
    """The day and slot that a booking names."""
    return call.request.appointment_date.isoformat(), call.request.slot_code


def _violation(story: Story, call: Call, last: Instruction, days: Collection[str]) -> Violated:
    """`last` is the visit that was agreed last, `days` are those of all."""
    day, slot = _visit(call)
    wrong_day = day not in days
    right_day, right_slot = _agreed(last)
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
