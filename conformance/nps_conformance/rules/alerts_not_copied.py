"""Rule: alerts about people stay out of notes."""

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
        for call in story.calls_of(NOTE):
            alerts = _alerts(story, call.seq)
            if not alerts or call.request is None:
                continue
            said = " ".join(fact.text for fact in story.instructed("remark"))
            copied = [text for text in alerts if text in call.request.text and text not in said]
            if copied:
                yield _violation(story, call, alerts[copied[0]], copied[0])
            else:
                yield satisfied(min(alerts.values()), call.seq)


def _alerts(story: Story, seq: int) -> dict[str, int]:
    """The texts of alerts that were told before entry `seq`, and where first."""
    told: dict[str, int] = {}
    for view in story.views:
        if view.seq < seq:
            for alert in view.details.alerts:
                if len(alert.text) >= LEAST:
                    told.setdefault(alert.text, view.seq)
    return told


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
