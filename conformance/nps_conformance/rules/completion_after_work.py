"""Rule: only finished work is completed."""

from collections.abc import Iterator
from math import inf

from nps_conformance.evidence.knowledge import scope_before, state_as_told
from nps_conformance.evidence.model import COMPLETE, Call, Evidence, Scope, Story
from nps_conformance.evidence.pace import preceding
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
        work = _Work(story)
        for call in anew(story.calls_of(COMPLETE)):
            scope = scope_before(story, call.seq)
            if scope is not None:
                yield _judged(story, call, scope, work)


class _Work:
    """What was told of an order's lines, and from which entry on."""

    def __init__(self, story: Story) -> None:
        self.finished: list[int] = []  # facts
        self.done: dict[int, int] = {}  # lines that a fact names
        for fact in story.instructed("work_finished"):
            self.finished.append(fact.seq)
            for line in _lines(fact):
                self.done.setdefault(line, fact.seq)
        whole = (fact.seq for fact in story.instructed("work_finished") if not _lines(fact))
        self.all_done = next(whole, inf)
        # Lines that the contractor added under numbers of its own; no fact can name them.
        named = {
            line
            for fact in story.instructed("more_work_found", "work_finished")
            for line in _lines(fact)
        }
        named.update(line.line_number for view in story.views[:1] for line in view.details.lines)
        self.own: dict[int, int] = {}
        for asked in story.variations:
            for line in asked.call.request.lines:
                if line.action is LineAction.ADD and line.line_number not in named:
                    self.own.setdefault(line.line_number, asked.call.seq)

    def left(self, scope: Scope, seq: int) -> list[int]:
        """The lines of which nobody had said before entry `seq` that they are finished."""
        if self.all_done < seq:
            return []
        told = (self.done, self.own)
        return sorted(
            line for line in scope.lines if all(each.get(line, seq) >= seq for each in told)
        )


def _lines(fact: Instruction) -> list[int]:
    return [line["line"] for line in fact.facts.get("lines") or ()]


def _judged(story: Story, call: Call, scope: Scope, work: _Work) -> Occasion:
    told = preceding(work.finished, call.seq)
    left = work.left(scope, call.seq)
    if told is not None and not left:
        return satisfied(told, call.seq)
    which = f"line{'s' if len(left) > 1 else ''} {', '.join(str(number) for number in left)}"
    return Violated(
        entries=(call.seq,) if told is None else (told, call.seq),
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
