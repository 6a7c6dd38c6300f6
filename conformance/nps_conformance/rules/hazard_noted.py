"""Rule: a hazard is noted."""

from collections.abc import Iterator

from nps_conformance.evidence.facts import term
from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import NOTE, VARY, Call, Evidence, Story
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

MAY_BE_NOTED = frozenset({"AUT", "ISS", "HLD", "COM", "CAN"})
HAZARDS = frozenset({"HAZ", "ASB"})  # types of notes
ASBESTOS = "ASBFD"  # the reason of a variation


@rule(
    level=Level.SHOULD,
    provenance=Provenance.ASSUMED,
    kind=Kind.DUTY,
    family="note",
    source="Assumed, after Awaab's Law: a hazard that a contractor sees on any visit may start the "
    "landlord's clock, so it is told at once and as a hazard.",
    needs=(NOTE,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A hazard that was seen at a home is noted on the works order as a hazard (a note of type HAZ
    or ASB, or a variation because of asbestos), while the order can still be noted.
    """
    for story in evidence.stories:
        for fact in story.instructed("hazard_seen"):
            yield _judged(story, fact, evidence.due_within)


def _judged(story: Story, fact: Instruction, within: int) -> Occasion:
    told = [call for call in story.calls if call.seq > fact.seq and _tells(call)]
    for call in told:
        if call.effective or call.unclear:
            return satisfied(fact.seq, call.seq)
    time = term(story, fact.seq, MAY_BE_NOTED)
    if time is None:
        return undecided(Why.NOT_DUE, fact.seq)
    since = max(time.since, told[-1].seq) if told else time.since
    proof = unmet(story.pace, since, within, time.until)
    if proof is not None:
        return proof
    plain = next((c.seq for c in story.calls_of(NOTE) if c.seq > fact.seq), None)
    entries = {fact.seq, *(call.seq for call in told), *(() if plain is None else (plain,))}
    return Violated(
        entries=tuple(sorted(entries)),
        message=plain,
        order=story.number,
        element="TypeCode",
        state=state_as_told(story, since + 1),
        came=f"No note of a hazard on {story.number} in {within} polls or rounds after entry "
        f"{fact.seq}" + ("." if plain is None else ", only one of another type."),
        legal=f"AddWorksOrderNote for {story.number} with TypeCode HAZ.",
        fix="Give operatives a way to flag a hazard, and send it at once as a note of that type.",
    )


def _tells(call: Call) -> bool:
    if call.request is None:
        return False
    if call.operation == VARY:
        return bool(call.request.reason_code == ASBESTOS)
    return call.operation == NOTE and call.request.type_code in HAZARDS
