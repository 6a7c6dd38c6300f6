"""Rule: alerts about people stay out of notes."""

from collections import deque
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

LEAST = 8  # characters; a shorter text may well be said by chance


@rule(
    level=Level.SHOULD,
    provenance=Provenance.ASSUMED,
    kind=Kind.MESSAGE,
    family="note",
    source="Assumed, after the housing data standard: person alerts are passed on only as far as "
    "it is essential, never word for word.",
    needs=(NOTE,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """The text of an alert in the details is not copied into a note of the works order, where
    everybody reads it.
    """
    for story in evidence.stories:
        said = " ".join(fact.text for fact in story.instructed("remark"))
        views = deque(story.views)
        alerts: dict[str, int] = {}  # the texts told so far, and where first
        for call in story.calls_of(NOTE):
            while views and views[0].seq < call.seq:
                view = views.popleft()
                for each in view.details.alerts:
                    if len(each.text) >= LEAST:
                        alerts.setdefault(each.text, view.seq)
            copied = [text for text in alerts if text in call.request.text and text not in said]
            if copied:
                yield _violation(story, call, alerts[copied[0]], copied[0])
            elif alerts:
                yield satisfied(min(alerts.values()), call.seq)


def _violation(story: Story, call: Call, told: int, copied: str) -> Violated:
    return Violated(
        entries=(told, call.seq),
        message=call.seq,
        order=story.number,
        element="Text",
        state=state_as_told(story, call.seq),
        came=f"AddWorksOrderNote for {story.number} holds the alert of entry {told}, "
        f"{len(copied)} characters word for word.",
        legal="The note without it.",
        fix="Keep alerts apart from the texts that are sent back, and show them only to those who "
        "visit.",
    )
