"""Rule: a note is not doubled."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import NOTE, WORK, Call, Evidence, Story
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
    """A note that was accepted is not added a second time, unless the same was said again; or the
    words are the contractor's own, and it was noted at another time, or something else has happened
    on the order since.
    """
    for story in evidence.stories:
        said = Counter(fact.text for fact in story.instructions)
        news = _news(story)
        accepted: dict[str, list[Call]] = {}
        for call in story.acts_of(NOTE):
            if call.request is None:
                continue
            text = call.request.text
            before = accepted.setdefault(text, [])
            doubled = len(before) >= max(1, said[text])
            if doubled and (said[text] or not _another(news, before[-1], call)):
                yield _violation(story, before[-1], call)
            else:
                yield satisfied(call.seq)
            if call.told_success:
                before.append(call)


def _news(story: Story) -> list[int]:
    """The entries that tell of something new on the order: facts, and acts that were taken."""
    acts = (call.seq for call in story.acts_of(*(WORK - {NOTE})) if call.effective)
    return sorted([*(fact.seq for fact in story.instructions), *acts])


def _another(news: list[int], first: Call, second: Call) -> bool:
    """Whether the same words may be about another event."""
    at = bisect_right(news, first.seq)
    since = at < len(news) and news[at] < second.seq
    times = (first.request.noted_at, second.request.noted_at)
    return since or (None not in times and times[0] != times[1])


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
