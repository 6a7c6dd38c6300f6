"""Rule: finished work is reported."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import standing_since, state_as_told
from nps_conformance.evidence.model import CANCEL, COMPLETE, Evidence, Story
from nps_conformance.evidence.pending import Waits
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

DECISIONS = frozenset({"approve_variation", "reject_variation"})


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.DUTY,
    family="completion",
    source="AP5: Send works order number to be completed. Orders flow automatically from raised "
    "to being paid without intervention.",
    needs=(COMPLETE,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """When all work of a works order is finished, its completion is reported, and reported again
    after a refusal, as soon as no pending variation and no hold stands against it.
    """
    for story in evidence.stories:
        finished = _all_finished(story)
        if finished is not None:
            yield _judged(story, finished, evidence.due_within)


def _all_finished(story: Story) -> int | None:
    """The instruction with which all lines, as last told, were finished."""
    wanted = {line.line_number for line in story.views[-1].details.lines} if story.views else set()
    done: set[int] = set()
    for each in story.instructed("work_finished"):
        lines = each.facts.get("lines")
        if not lines:
            return each.seq
        done |= {line["line"] for line in lines}
        if wanted and wanted <= done:
            return each.seq
    return None


def _judged(story: Story, finished: int, within: int) -> Occasion:
    reports = list(story.calls_of(COMPLETE))
    for call in reports:
        if call.effective or call.unclear:
            return satisfied(finished, call.seq)
    if not story.views:
        return undecided(Why.NOT_TOLD, finished)
    end = story.calls[-1].seq + 1
    pending = Waits(story).at(end)
    decided = [a.seq for a in story.actions if a.name in DECISIONS]
    if pending is not None and not any(seq > pending.asked.call.seq for seq in decided):
        return undecided(Why.NOT_DUE, finished)
    if story.statuses[-1].status != "ISS" or any(c.effective for c in story.calls_of(CANCEL)):
        return undecided(Why.NOT_DUE, finished)
    since = max(
        finished,
        standing_since(story),
        *(told.seq for asked in story.variations for told in asked.tellings),
        *(call.seq for call in reports),
        *decided,
    )
    proof = unmet(story.pace, since, within)
    if proof is not None:
        return proof
    refused = f"; it was refused in entry {reports[-1].seq} and not sent again" if reports else ""
    return Violated(
        entries=(finished, *(call.seq for call in reports)),
        order=story.number,
        state=state_as_told(story, end),
        came=f"No CompleteWorksOrder for {story.number}, whose work was finished as told in entry "
        f"{finished}, in {within} polls or rounds{refused}.",
        legal=f"CompleteWorksOrder for {story.number}.",
        fix="Keep a finished job in the outbox until its completion was answered with success; "
        "while a variation is pending, ask for the details until it is decided.",
    )
