"""Rule: what is to be passed on is passed on."""

from collections.abc import Iterator

from nps_conformance.evidence.facts import term
from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import NOTE, Call, Evidence, Story
from nps_conformance.evidence.texts import of_another, plain
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


@rule(
    level=Level.SHOULD,
    provenance=Provenance.INFERRED,
    kind=Kind.DUTY,
    family="note",
    source="The contractor can notify NPS Repairs of works order notes.",
    needs=(NOTE,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A remark about a works order that is meant for the landlord becomes a note on it. (A note of
    another remark or hazard passes on that one only.)
    """
    for story in evidence.stories:
        for fact in story.instructed("remark"):
            yield _judged(story, fact, evidence.due_within)


def _judged(story: Story, fact: Instruction, within: int) -> Occasion:
    notes = _notes(story, fact)
    for call in notes:
        if call.effective or call.unclear:
            return satisfied(fact.seq, call.seq)
    time = term(story, fact.seq, MAY_BE_NOTED)
    if time is None:
        return undecided(Why.NOT_DUE, fact.seq)
    since = max(time.since, notes[-1].seq) if notes else time.since
    proof = unmet(story.pace, since, within, time.until)
    if proof is not None:
        return proof
    return Violated(
        entries=tuple(sorted({fact.seq, *(call.seq for call in notes)})),
        order=story.number,
        state=state_as_told(story, since + 1),
        came=f"No note on {story.number} in {within} polls or rounds after the remark of entry "
        f"{fact.seq}.",
        legal=f"AddWorksOrderNote for {story.number} with the remark.",
        fix="Send what the people on site write for the landlord, as a note of the order.",
    )


def _notes(story: Story, fact: Instruction) -> list[Call]:
    """The notes after the remark, without those that are clearly of another fact."""
    said = plain(fact.text)
    others = [plain(each.text) for each in story.instructions if each is not fact]
    return [
        call
        for call in story.calls_of(NOTE)
        if call.seq > fact.seq
        and (call.request is None or not of_another(plain(call.request.text), said, others))
    ]
