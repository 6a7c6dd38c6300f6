"""Rule: a note is not doubled."""

from collections import Counter
from collections.abc import Iterator

from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import NOTE, Call, Evidence, Story
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)


@rule(
    level=Level.SHOULD,
    provenance=Provenance.ASSUMED,
    kind=Kind.MESSAGE,
    family="note",
    source="Assumed: notes are added to one another and read by people; the same one twice hides "
    "the next.",
    needs=(NOTE,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A note that was accepted is not added a second time, unless the same was said again."""
    for story in evidence.stories:
        said = Counter(fact.text for fact in story.instructed("remark"))
        accepted: dict[str, list[Call]] = {}
        for call in story.acts_of(NOTE):
            if call.request is None:
                continue
            before = accepted.setdefault(call.request.text, [])
            if len(before) >= max(1, said[call.request.text]):
                yield _violation(story, before[-1], call)
            else:
                yield satisfied(call.seq)
            if call.told_success:
                before.append(call)


def _violation(story: Story, first: Call, second: Call) -> Violated:
    return Violated(
        entries=(first.seq, second.seq),
        message=second.seq,
        order=story.number,
        element="Text",
        state=state_as_told(story, second.seq),
        came=f"AddWorksOrderNote for {story.number} with the text of entry {first.seq}, which had "
        "been accepted.",
        legal="Nothing.",
        fix="Take a note out of the outbox when it was accepted.",
    )
