"""Rule: a refused variation is put right."""

from collections.abc import Iterator
from typing import Final

from nps_conformance.evidence.knowledge import (
    standing_since,
    state_as_told,
    status_before,
)
from nps_conformance.evidence.model import COMPLETE, NOTE, VARY, Call, Evidence, Story
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
        waits = Waits(story)
        for call in story.calls_of(VARY):
            if call.told_refusal and call.request is not None and call.code not in OVER:
                yield _judged(story, call, waits, evidence.due_within)


def _judged(story: Story, refused: Call, waits: Waits, within: int) -> Occasion:
    for call in story.calls_of(VARY, NOTE):
        if call.seq > refused.seq and _answers(story, refused, call):
            return satisfied(refused.seq, call.seq)
    there = _there_already(story, refused)
    if there is not None:
        return satisfied(refused.seq, there)
    last = story.calls[-1].seq + 1
    if status_before(story.statuses, last) not in WORKED_ON:
        # Cancelled, nothing is left to ask for; completed, it should have been asked for before.
        gone = status_before(story.statuses, last) == "CAN"
        completed = [each.seq for each in story.calls_of(COMPLETE) if each.seq > refused.seq]
        if gone or not completed:
            return undecided(Why.NOT_DUE, refused.seq)
        return _violation(story, refused, f"before the completion of entry {completed[0]}")
    if waits.at(last) is not None:
        return undecided(Why.NOT_DUE, refused.seq)
    told = (each.seq for asked in story.variations for each in asked.tellings)
    since = max(refused.seq, standing_since(story), *told)
    return unmet(story.pace, since, within) or _violation(
        story, refused, f"in {within} polls or rounds since entry {since}"
    )


def _answers(story: Story, refused: Call, call: Call) -> bool:
    """Whether it asks for one of the lines again, or is a note that nobody dictated."""
    if call.request is None:
        return False
    if call.operation == NOTE:
        dictated = {each.text for each in story.instructed("remark", "hazard_seen")}
        return call.request.text not in dictated
    asked = {_line(line) for line in refused.request.lines}
    numbers = {line.line_number for line in refused.request.lines}
    return any(line.line_number in numbers or _line(line) in asked for line in call.request.lines)


def _line(line: VariationLine) -> tuple[object, ...]:
    """What is asked for, whatever its number."""
    return line.action, line.sor_code, line.description, line.quantity


def _there_already(story: Story, refused: Call) -> int | None:
    """The entry in which the details showed, after the refusal, that the landlord had added or
    changed the very lines itself.
    """
    for view in story.views:
        if view.seq < refused.seq:
            continue
        there = {line.line_number: line.quantity for line in view.details.lines}
        if all(
            line.line_number not in there
            if line.action is LineAction.REMOVE
            else there.get(line.line_number) == line.quantity
            for line in refused.request.lines
        ):
            return view.seq
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
