"""Rule: a hazard is noted."""

from collections.abc import Iterator

from nps_conformance.evidence.facts import Terms, Tries
from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import NOTE, VARY, Call, Evidence, Story
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
        facts = list(story.instructed("hazard_seen"))
        if facts:
            known = _Known(story)
            yield from (_judged(known, fact, evidence.due_within) for fact in facts)


class _Known:
    """What the hazards at a home are judged by."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.terms = Terms(story, MAY_BE_NOTED)
        self.tellings = Tries(call for call in story.calls_of(NOTE, VARY) if _tells(call))
        self.notes = [call.seq for call in story.calls_of(NOTE)]


def _judged(known: _Known, fact: Instruction, within: int) -> Occasion:
    story = known.story
    taken = known.tellings.taken_after(fact.seq)
    if taken is not None:
        return satisfied(fact.seq, taken)
    time = known.terms.of(fact.seq)
    if time is None:
        return undecided(Why.NOT_DUE, fact.seq)
    since = max(time.since, known.tellings.last(fact.seq) or -1)
    proof = unmet(story.pace, since, within, time.until)
    if proof is not None:
        return proof
    plain = following(known.notes, fact.seq)
    entries = {fact.seq, *known.tellings.between(fact.seq), *(() if plain is None else (plain,))}
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
