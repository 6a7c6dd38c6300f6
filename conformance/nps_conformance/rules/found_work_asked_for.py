"""Rule: more work that was found is asked for before the completion."""

from bisect import bisect_right
from collections.abc import Iterator

from nps_conformance.evidence.knowledge import scope_before, state_as_told
from nps_conformance.evidence.model import COMPLETE, VARY, Call, Evidence, Story
from nps_conformance.evidence.repeating import anew
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)
from nps_simulator.journal.entries import Instruction


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.MESSAGE,
    family="completion",
    source="The contractor can notify NPS Repairs of cancelled, completed, varied and invoiced "
    "works orders. Second seed: final updates are given before closing.",
    needs=(COMPLETE, VARY),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """Before a works order is completed, a variation has asked for each piece of more work that
    was found on it.
    """
    for story in evidence.stories:
        found = list(story.instructed("more_work_found"))
        if not found:
            continue
        asked = [call.seq for call in story.calls_of(VARY)]
        for call in anew(story.calls_of(COMPLETE)):
            if not call.told_refusal:
                yield from _judged(story, call, found, asked)


def _judged(
    story: Story, call: Call, found: list[Instruction], asked: list[int]
) -> Iterator[Occasion]:
    for fact in found:
        if fact.seq > call.seq:
            break
        at = bisect_right(asked, fact.seq)
        if at < len(asked) and asked[at] < call.seq:
            yield satisfied(fact.seq, asked[at], call.seq)
            continue
        if not _still_to_ask(story, fact, call.seq):
            continue
        yield Violated(
            entries=(fact.seq, call.seq),
            message=call.seq,
            order=story.number,
            element="CompleteWorksOrder",
            state=state_as_told(story, call.seq),
            came=f"CompleteWorksOrder for {story.number}, on which more work was found as told in "
            f"entry {fact.seq}, and no VaryWorksOrder asked for it.",
            legal=f"VaryWorksOrder for {story.number}, its decision, and then the completion.",
            fix="Send what the operative finds as a variation at once; a completed order can be "
            "varied no more, and what was not asked for is not paid.",
        )


def _still_to_ask(story: Story, fact: Instruction, seq: int) -> bool:
    """Whether what was found can be asked for: changed lines are there, added ones are not."""
    scope = scope_before(story, seq)
    if scope is None:
        return False
    lines = fact.facts.get("lines") or ()
    changed = {each["line"] for each in lines if each.get("action") != "ADD"}
    added = {each["line"] for each in lines if each.get("action") == "ADD"}
    return changed <= scope.lines.keys() and not (added and added <= scope.lines.keys())
