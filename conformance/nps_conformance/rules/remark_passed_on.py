"""Rule: what is to be passed on is passed on."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice

from nps_conformance.evidence.facts import Terms
from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import NOTE, Evidence, Story
from nps_conformance.evidence.texts import Told, alike, plain
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
        remarks = list(story.instructed("remark"))
        if not remarks:
            continue
        known = _Known(story)
        for fact in remarks:
            yield _judged(known, fact, evidence.due_within)


class _Known:
    """What the remarks about an order are judged by."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.terms = Terms(story, MAY_BE_NOTED)
        self.notes = [(call, plain(call.request.text)) for call in story.calls_of(NOTE)]
        told = Told(plain(each.text) for each in story.instructions)
        self.of_some = {text for text in {text for _, text in self.notes} if told.make_up(text)}

    def may_pass_on(self, text: str, said: str) -> bool:
        """Whether a note is not clearly that of another fact. Both are plain."""
        return said in text or text not in self.of_some or alike(text, said)


def _judged(known: _Known, fact: Instruction, within: int) -> Occasion:
    story, said = known.story, plain(fact.text)
    at = bisect_right(known.notes, fact.seq, key=lambda each: each[0].seq)
    for call, text in islice(known.notes, at, None):
        if (call.effective or call.unclear) and known.may_pass_on(text, said):
            return satisfied(fact.seq, call.seq)
    time = known.terms.of(fact.seq)
    if time is None:
        return undecided(Why.NOT_DUE, fact.seq)
    notes = [call.seq for call, text in known.notes[at:] if known.may_pass_on(text, said)]
    since = max([time.since, *notes[-1:]])
    proof = unmet(story.pace, since, within, time.until)
    if proof is not None:
        return proof
    return Violated(
        entries=tuple(sorted({fact.seq, *notes})),
        order=story.number,
        state=state_as_told(story, since + 1),
        came=f"No note on {story.number} in {within} polls or rounds after the remark of entry "
        f"{fact.seq}.",
        legal=f"AddWorksOrderNote for {story.number} with the remark.",
        fix="Send what the people on site write for the landlord, as a note of the order.",
    )
