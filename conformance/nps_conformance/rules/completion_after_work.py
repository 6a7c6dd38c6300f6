"""Rule: only finished work is completed."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import scope_before, state_as_told
from nps_conformance.evidence.model import COMPLETE, Call, Evidence, Story
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
from nps_simulator.messages.vary_works_order import LineAction


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.MESSAGE,
    family="completion",
    source="AP5: Send works order number to be completed. The published contract: CompletedAt is "
    "when the work was finished.",
    needs=(COMPLETE,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A works order is reported as completed only when all its work, as last told, is finished: not
    when the operative arrives, and not with its first line.
    """
    if not evidence.instructions:
        return  # nobody said what happens in the world
    for story in evidence.stories:
        for call in anew(story.calls_of(COMPLETE)):
            if scope_before(story, call.seq) is not None:
                yield _judged(story, call)


def _numbered_itself(story: Story, seq: int) -> set[int]:
    """Lines that the contractor added under numbers of its own; no fact can name them."""
    named = {
        line["line"]
        for fact in story.instructed("more_work_found", "work_finished")
        for line in fact.facts.get("lines") or ()
    }
    added = {
        line.line_number
        for asked in story.variations
        if asked.call.seq < seq
        for line in asked.call.request.lines
        if line.action is LineAction.ADD
    }
    ordered = {line.line_number for view in story.views[:1] for line in view.details.lines}
    return added - named - ordered


def _judged(story: Story, call: Call) -> Occasion:
    scope = scope_before(story, call.seq)
    wanted = set(scope.lines) - _numbered_itself(story, call.seq) if scope is not None else set()
    done: set[int] = set()
    told = call.seq
    for fact in story.instructed("work_finished"):
        if fact.seq > call.seq:
            break
        told = fact.seq
        lines = fact.facts.get("lines")
        done |= {line["line"] for line in lines} if lines else wanted
    left = sorted(wanted - done)
    if told != call.seq and not left:
        return satisfied(told, call.seq)
    which = f"line{'s' if len(left) > 1 else ''} {', '.join(str(number) for number in left)}"
    return Violated(
        entries=(call.seq,) if told == call.seq else (told, call.seq),
        message=call.seq,
        order=story.number,
        element="CompleteWorksOrder",
        state=state_as_told(story, call.seq),
        came=f"CompleteWorksOrder for {story.number}, and nobody has said that {which} of it "
        f"{'are' if len(left) > 1 else 'is'} finished.",
        legal="The status of the visit; the completion follows when all lines are finished.",
        fix="Complete an order when its last line is reported as finished, not when a visit "
        "begins or ends.",
    )
