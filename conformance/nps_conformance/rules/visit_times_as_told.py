"""Rule: the time of a visit is the time at which it was."""

from collections import deque
from collections.abc import Iterator
from datetime import datetime

from nps_conformance.evidence.facts import NEAR, VISITS, Moments, occurred
from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import (
    APPOINTMENT_STATUS,
    NON_ACCESS,
    Call,
    Evidence,
    Story,
)
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

OWN = frozenset({"BKD", "CNF", "ENR"})  # steps that no fact tells of


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.MESSAGE,
    family="dates",
    source="AP7 and AP9: Send non-access event details; send appointment reference and status "
    "code. The published contract: date-times are UK local time, of when it happened.",
    needs_given_time=True,
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """What became of a visit is reported with the time at which it happened, in UK local time,
    summer time included; at the latest with the time of the report. (When a visit was confirmed,
    and when the operative set off, the contractor alone knows.)
    """
    for story in evidence.stories:
        facts = deque(story.instructed(*VISITS))
        told = Moments()
        last: Instruction | None = None
        for call in story.calls_of(APPOINTMENT_STATUS, NON_ACCESS):
            while facts and facts[0].seq < call.seq:
                last = facts.popleft()
                told.tell(last)
            own = getattr(call.request, "status_code", "") in OWN
            if last is not None and not own:
                yield _judged(story, call, told, last)


def _judged(story: Story, call: Call, told: Moments, last: Instruction) -> Occasion:
    visit = call.operation == NON_ACCESS
    came: datetime = call.request.visited_at if visit else call.request.status_at
    fact = told.near(came)
    if fact is not None:
        return satisfied(fact.seq, call.seq)
    heard, sent = datetime.fromisoformat(last.at), datetime.fromisoformat(call.at)
    if heard - NEAR <= came <= sent + NEAR:
        return satisfied(last.seq, call.seq)
    element, right = "VisitedAt" if visit else "StatusAt", occurred(last).isoformat()
    return Violated(
        entries=(last.seq, call.seq),
        message=call.seq,
        order=story.number,
        element=element,
        instead=right,
        state=state_as_told(story, call.seq),
        came=f"{call.operation} for {story.number} at {came}, sent at {sent}, of a visit that was "
        f"told as of {occurred(last)} in entry {last.seq}.",
        legal=f"{element} {right}.",
        fix="Send UK local time without a zone, or any time with its offset; do not send UTC as if "
        "it were local.",
    )
