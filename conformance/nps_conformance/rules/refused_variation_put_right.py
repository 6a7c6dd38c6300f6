"""Rule: a refused variation is put right."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Final

from nps_conformance.evidence.knowledge import standing_since, state_as_told, view_after
from nps_conformance.evidence.model import COMPLETE, NOTE, VARY, Call, Evidence, Story
from nps_conformance.evidence.pace import following
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
from nps_simulator.messages.vary_works_order import LineAction, VariationLine

# After these there is nothing left to vary.
OVER: Final = frozenset({"ORDER-CANCELLED", "ORDER-CLOSED", "ORDER-COMPLETED", "ORDER-UNKNOWN"})
WORKED_ON: Final = frozenset({"AUT", "ISS"})


@rule(
    level=Level.SHOULD,
    provenance=Provenance.INFERRED,
    kind=Kind.DUTY,
    family="variation",
    source="AP6: Varies works order and returns status of action: who overlooks a refusal loses "
    "the variation. Orders flow from raised to being paid without intervention.",
    needs=(VARY,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A variation that was refused is asked for again as the latest details allow, or passed on by
    a note; not dropped in silence.
    """
    for story in evidence.stories:
        refused = [c for c in story.calls_of(VARY) if c.told_refusal and c.code not in OVER]
        if refused:
            known = _Known(story)
            yield from (_judged(known, call, evidence.due_within) for call in refused)


class _Known:
    """What the refused variations of an order are judged by."""

    def __init__(self, story: Story) -> None:
        self.story = story
        dictated = {each.text for each in story.instructed("remark", "hazard_seen")}
        notes = (each for each in story.calls_of(NOTE) if each.request.text not in dictated)
        self.notes = [each.seq for each in notes]
        self.asked: defaultdict[object, list[int]] = defaultdict(list)  # by what was asked for
        for call in story.calls_of(VARY):
            for what in _asks(call):
                self.asked[what].append(call.seq)
        self.lines: list[tuple[int, dict[int, Decimal]]] = []  # from which view on they were so
        for view in story.views:
            there = {line.line_number: line.quantity for line in view.details.lines}
            if not self.lines or there != self.lines[-1][1]:
                self.lines.append((view.seq, there))
        self.completions = [each.seq for each in story.calls_of(COMPLETE)]
        told = (each.seq for asked in story.variations for each in asked.tellings)
        self.decided = max(told, default=-1)
        self.pending = Waits(story).at(story.calls[-1].seq + 1) is not None


def _judged(known: _Known, refused: Call, within: int) -> Occasion:
    story = known.story
    settled = _answered(known, refused) or _there_already(known, refused)
    if settled is not None:
        return satisfied(refused.seq, settled)
    status = story.statuses[-1].status if story.statuses else ""
    if status not in WORKED_ON:
        # Cancelled, nothing is left to ask for; completed, it should have been asked for before.
        completed = following(known.completions, refused.seq)
        if status == "CAN" or completed is None:
            return undecided(Why.NOT_DUE, refused.seq)
        return _violation(story, refused, f"before the completion of entry {completed}")
    if known.pending:
        return undecided(Why.NOT_DUE, refused.seq)
    since = max(refused.seq, standing_since(story), known.decided)
    return unmet(story.pace, since, within) or _violation(
        story, refused, f"in {within} polls or rounds since entry {since}"
    )


def _asks(call: Call) -> set[object]:
    """What a variation asks for: its lines, and what they say, whatever their numbers."""
    lines: Sequence[VariationLine] = call.request.lines
    said = {(each.action, each.sor_code, each.description, each.quantity) for each in lines}
    return said | {each.line_number for each in lines}


def _answered(known: _Known, refused: Call) -> int | None:
    """The next variation that asks for one of the lines again, or note that nobody dictated."""
    answers = [following(known.asked.get(each, ()), refused.seq) for each in _asks(refused)]
    answers.append(following(known.notes, refused.seq))
    return min((seq for seq in answers if seq is not None), default=None)


def _there_already(known: _Known, refused: Call) -> int | None:
    """The entry in which the details showed, after the refusal, that the landlord had added or
    changed the very lines itself.
    """
    view = view_after(known.story, refused.seq)
    if view is None:
        return None
    at = bisect_right(known.lines, view.seq, key=lambda each: each[0]) - 1
    for seq, there in islice(known.lines, at, None):
        if all(
            line.line_number not in there
            if line.action is LineAction.REMOVE
            else there.get(line.line_number) == line.quantity
            for line in refused.request.lines
        ):
            return max(seq, view.seq)
    return None


def _violation(story: Story, refused: Call, when: str) -> Violated:
    return Violated(
        entries=(refused.seq,),
        message=refused.seq,
        order=story.number,
        element="Lines",
        state=state_as_told(story, refused.seq + 1),
        came=f"No VaryWorksOrder and no note for {story.number} {when}; the variation of entry "
        f"{refused.seq} was refused ({refused.code}).",
        legal=f"RequestWorksOrderDetails for {story.number}, and VaryWorksOrder as they allow; or "
        "AddWorksOrderNote.",
        fix="Keep a refused variation until it was sent again put right, or a person has taken it "
        "on; what it asks for is paid no other way.",
    )
