"""Rule: a non-access event says what happened."""

from collections import deque
from collections.abc import Iterator

from nps_conformance.evidence.facts import Moments
from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import NON_ACCESS, Call, Evidence, Story
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
    family="non-access",
    source="AP7: Send non-access event details. The published contract: the reason of the event, "
    "and whether a card was left.",
    needs=(NON_ACCESS,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A non-access event carries the reason of that visit, and says whether a card was left, as
    the operative told it.
    """
    for story in evidence.stories:
        facts = deque(story.instructed("nobody_in"))
        told = Moments()
        for call in story.calls_of(NON_ACCESS):
            while facts and facts[0].seq < call.seq:
                told.tell(facts.popleft())
            fact = told.nearest(call.request.visited_at)
            if fact is not None:
                yield _judged(story, call, fact)


def _judged(story: Story, call: Call, fact: Instruction) -> Occasion:
    pairs = (
        ("ReasonCode", call.request.reason_code, fact.facts.get("reason")),
        ("Carded", call.request.carded, fact.facts.get("carded")),
    )
    for element, came, right in pairs:
        if right is not None and came != right:
            return Violated(
                entries=(fact.seq, call.seq),
                message=call.seq,
                order=story.number,
                element=element,
                instead=_shown(right),
                state=state_as_told(story, call.seq),
                came=f"RecordNonAccess for {story.number} with {element} {_shown(came)}, where the "
                f"operative told {_shown(right)} in entry {fact.seq}.",
                legal=f"{element} {_shown(right)}.",
                fix="Pass on what the operative recorded at the door; no default is right for all "
                "visits.",
            )
    return satisfied(fact.seq, call.seq)


def _shown(value: object) -> str:
    return {True: "Y", False: "N"}.get(value, str(value)) if isinstance(value, bool) else str(value)
