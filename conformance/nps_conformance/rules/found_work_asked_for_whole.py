"""Rule: what was found at once is asked for at once."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from nps_conformance.evidence.knowledge import scope_before, state_as_told
from nps_conformance.evidence.model import VARY, Call, Evidence, Story
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
from nps_wsdl.codes import SCHEDULE_OF_RATES

NOTHING = Decimal(0)


@rule(
    level=Level.SHOULD,
    provenance=Provenance.ASSUMED,
    kind=Kind.MESSAGE,
    family="variation",
    source="Assumed: a limit on variations means what is found together; client approval may be "
    "required at certain points, and is not to be walked round.",
    needs=(VARY,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """More work that was found at once, and is worth more than the contractor may vary without
    asking, is asked for in one variation, not in several that each stay below the limit.
    """
    for story in evidence.stories:
        granted = evidence.authorisations.get(story.contractor, {})
        limit = granted.get("maximum_variation_value")
        if limit is None:
            continue
        asked = tuple(anew(story.calls_of(VARY)))
        for fact in story.instructed("more_work_found"):
            if _worth(story, fact) > Decimal(str(limit)):
                yield from _judged(story, fact, asked)


def _judged(story: Story, fact: Instruction, asked: Sequence[Call]) -> Iterator[Occasion]:
    wanted = {each["line"] for each in fact.facts.get("lines") or ()}
    parts: list[Call] = []
    at = bisect_right(asked, fact.seq, key=lambda each: each.seq)
    for call in islice(asked, at, None):
        lines = {line.line_number for line in call.request.lines}
        if wanted <= lines:
            yield satisfied(fact.seq, call.seq)
            return
        if lines & wanted and call.told_success and call.reply.outcome == "APPLIED":
            parts.append(call)
    if len(parts) > 1:
        yield _violation(story, fact, parts)


def _worth(story: Story, fact: Instruction) -> Decimal:
    """What the found work adds, net, as far as the schedule and the order tell."""
    scope = scope_before(story, fact.seq)
    worth = NOTHING
    for each in fact.facts.get("lines") or ():
        line = scope.lines.get(each["line"]) if scope is not None else None
        rate = _rate(each, line.unit_rate if line is not None else None)
        more = Decimal(str(each.get("quantity", 0))) - (line.quantity if line else NOTHING)
        worth += max(NOTHING, more * rate)
    return worth


def _rate(each: dict[str, Any], ordered: Decimal | None) -> Decimal:  # the fact's own plain values
    if each.get("unit_rate") is not None:
        return Decimal(str(each["unit_rate"]))
    item = SCHEDULE_OF_RATES.get(each.get("sor", ""))
    return Decimal(item[2]) if item is not None else ordered or NOTHING


def _violation(story: Story, fact: Instruction, parts: list[Call]) -> Violated:
    last = parts[-1]
    return Violated(
        entries=(fact.seq, *(call.seq for call in parts)),
        message=last.seq,
        order=story.number,
        element="VaryWorksOrder",
        state=state_as_told(story, last.seq),
        came=f"{len(parts)} variations of {story.number}, each applied at once, for what was found "
        f"at once as told in entry {fact.seq} and is above the limit together.",
        legal="One VaryWorksOrder with all of it, which waits for the landlord.",
        fix="Send what one visit has found as one variation.",
    )
