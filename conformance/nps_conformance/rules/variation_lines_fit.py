"""Rule: a variation's lines fit the version they change."""

from collections.abc import Iterator

from nps_conformance.evidence.knowledge import scope_before, state_as_told
from nps_conformance.evidence.model import VARY, Call, Evidence, Scope
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
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="variation",
    source="AP2: Return latest detail of works order and appointments. The published contract: a "
    "new line number for ADD, an existing one for CHG and REM.",
    needs=(VARY,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A variation adds lines under numbers that its version does not have, changes and removes
    lines that it has, and leaves the works order with at least one.
    """
    for story in evidence.stories:
        for call in anew(story.calls_of(VARY)):
            scope = scope_before(story, call.seq)
            if scope is None or call.request.base_version != scope.version:
                continue  # on another version, which a rule of its own judges
            wrong, nth = _wrong(call, scope)
            if not wrong:
                yield satisfied(scope.seq, call.seq)
                continue
            yield Violated(
                entries=(scope.seq, call.seq),
                message=call.seq,
                order=story.number,
                element="Lines" if nth is None else "Line",
                nth=nth or 0,
                state=state_as_told(story, call.seq),
                came=f"VaryWorksOrder for {story.number} {wrong}.",
                legal=f"Version {scope.version}, as told in entry {scope.seq}, has the lines "
                f"{', '.join(str(number) for number in sorted(scope.lines))}: ADD under another "
                "number, CHG and REM of one of these.",
                fix="Number added lines after the highest line of the latest details, and take "
                "the number of a changed line from them.",
            )


def _wrong(call: Call, scope: Scope) -> tuple[str, int | None]:
    """What does not fit and which line of the message it is; nothing where all does."""
    left = set(scope.lines)
    for nth, line in enumerate(call.request.lines):
        there = line.line_number in scope.lines
        if line.action is LineAction.ADD and there:
            return f"adds line {line.line_number}, which is there already", nth
        if line.action is not LineAction.ADD and not there:
            return f"has {line.action.value} of line {line.line_number}, which is not there", nth
        if line.action is LineAction.REMOVE:
            left.discard(line.line_number)
        else:
            left.add(line.line_number)
    return ("", None) if left else ("removes every line there is", None)
