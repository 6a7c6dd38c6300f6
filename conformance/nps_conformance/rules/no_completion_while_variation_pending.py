"""Rule: no completion while a variation is pending."""

from collections.abc import Iterator
from math import inf

from nps_conformance.evidence.knowledge import (
    state_as_told,
)
from nps_conformance.evidence.model import COMPLETE, VARY, Evidence, Story
from nps_conformance.evidence.pending import Waits
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    withstood,
)


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.PROHIBITION,
    family="variation",
    source="New orders and successful variations will be made available to the contractor; client "
    "approval may be required at certain points.",
    needs=(COMPLETE, VARY),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A works order is not completed while, as last told, a variation of it waits for the
    landlord.
    """
    for story in evidence.stories:
        broken = False
        waits = Waits(story)
        for call in story.acts_of(COMPLETE):
            wait = waits.at(call.seq)
            if wait is None:
                continue
            broken = True
            yield Violated(
                entries=tuple(sorted({wait.asked.call.seq, wait.start, call.seq})),
                message=call.seq,
                order=story.number,
                element="CompleteWorksOrder",
                state=state_as_told(story, call.seq),
                came=f"CompleteWorksOrder for {story.number} while variation {wait.asked.number}, "
                f"sent in entry {wait.asked.call.seq}, was pending as last told.",
                legal=f"RequestWorksOrderDetails for {story.number}, to learn what was decided.",
                fix="Keep the completion until the details show the variation as approved or "
                "rejected.",
            )
        if not broken:
            yield from _kept(story, waits)


def _kept(story: Story, waits: Waits) -> Iterator[Occasion]:
    tempting = [each.seq for each in story.instructed("work_finished")]
    done = next((call.seq for call in story.calls_of(COMPLETE) if call.effective), inf)
    for wait in waits.first():
        yield withstood(story, wait.start, () if done < wait.start else tempting, wait.end)
