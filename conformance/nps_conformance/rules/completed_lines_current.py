"""Rule: the completion has the lines of the current version."""

from collections.abc import Iterator

from nps_conformance.evidence.figures import too_fine
from nps_conformance.evidence.knowledge import scope_before, state_as_told
from nps_conformance.evidence.model import COMPLETE, Call, Evidence, Scope, Story
from nps_conformance.evidence.rejections import Rejections
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


@rule(
    level=Level.MUST,
    provenance=Provenance.INFERRED,
    kind=Kind.MESSAGE,
    family="completion",
    source="AP2: Return latest detail of works order and appointments. AP5: Send works order "
    "number to be completed. The published contract: leaving the lines out means everything, as "
    "on the current version.",
    needs=(COMPLETE,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A completion that reports lines reports those of the current version as last told: each one
    with its quantity, and no other. (What a rejected variation asked for, and quantities with too
    many decimals, are judged by rules of their own.)
    """
    for story in evidence.stories:
        rejections = Rejections(story)
        for call in anew(story.calls_of(COMPLETE)):
            scope = scope_before(story, call.seq)
            if scope is None or any(too_fine(line.quantity) for line in call.request.lines):
                continue
            wrong, nth = _wrong(call, scope, rejections)
            if wrong:
                yield _violation(story, call, scope, wrong, nth)
            else:
                yield satisfied(scope.seq, call.seq)


def _wrong(call: Call, scope: Scope, rejections: Rejections) -> tuple[str, int | None]:
    """What is wrong and at which line of the message; nothing where it leaves the lines out."""
    if not call.request.lines:
        return "", None
    reported: set[int] = set()
    for nth, line in enumerate(call.request.lines):
        number = line.line_number
        reported.add(number)
        ordered = scope.lines.get(number)
        if rejections.has(number, line.quantity, call.seq):
            continue
        if ordered is None:
            return f"line {number}, which is not on the order", nth
        if line.quantity != ordered.quantity:
            return f"line {number} x {line.quantity}, ordered x {ordered.quantity}", nth
    missing = sorted(scope.lines.keys() - reported)
    return (f"no line {missing[0]}, which is on the order", None) if missing else ("", None)


def _violation(story: Story, call: Call, scope: Scope, wrong: str, nth: int | None) -> Violated:
    lines = ", ".join(f"{line.line_number} x {line.quantity}" for line in scope.lines.values())
    return Violated(
        entries=(scope.seq, call.seq),
        message=call.seq,
        order=story.number,
        element="Lines" if nth is None else "Line",
        nth=nth or 0,
        state=state_as_told(story, call.seq),
        came=f"CompleteWorksOrder for {story.number} has {wrong}.",
        legal=f"The lines of version {scope.version}, as told in entry {scope.seq}: {lines}; or "
        "no lines, which means the same; or VaryWorksOrder first.",
        fix="Replace the lines of an order by those of its latest details, and complete these; "
        "what was done otherwise has to be varied before.",
    )
