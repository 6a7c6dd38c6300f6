"""Rule: added work is on the schedule of rates, at its agreed rate."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from nps_conformance.evidence.knowledge import state_as_told
from nps_conformance.evidence.model import VARY, Evidence
from nps_conformance.rules._rule import (
    Kind,
    Level,
    Occasion,
    Provenance,
    Violated,
    rule,
    satisfied,
)
from nps_simulator.messages.vary_works_order import LineAction, VariationLine
from nps_wsdl.codes import SCHEDULE_OF_RATES

MANUAL: Final = "MANUAL"


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="variation",
    source="AP6: Send works order variation details. The published contract: the code of the "
    "schedule of rates, or MANUAL; the schedule with its rates is published with it.",
    needs=(VARY,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """A line that a variation adds names an item of the published schedule of rates, at its agreed
    rate or without one; work that is not on the schedule is added as MANUAL. What the landlord has
    taken is on its schedule.
    """
    for story in evidence.stories:
        for call in story.calls_of(VARY):
            lines = call.request.lines if call.request is not None else ()
            added = [
                (nth, line)
                for nth, line in enumerate(lines)
                if line.action is LineAction.ADD and line.sor_code is not None
            ]
            wrong = [
                (nth, line, _wrong(line))
                for nth, line in added
                if _wrong(line) and not call.told_success
            ]
            if added and not wrong:
                yield satisfied(call.seq)
            for nth, line, what in wrong:
                yield Violated(
                    entries=(call.seq,),
                    message=call.seq,
                    order=story.number,
                    element="Line",
                    nth=nth,
                    state=state_as_told(story, call.seq),
                    came=f"VaryWorksOrder for {story.number} adds line {line.line_number} {what}.",
                    legal="An item of the schedule without a rate, or MANUAL with description, "
                    "unit, rate and trade.",
                    fix="Keep the landlord's schedule beside your own price list, and translate "
                    "each item before it is sent.",
                )


def _wrong(line: VariationLine) -> str:
    """What is wrong with an added line, empty when nothing is."""
    if line.sor_code == MANUAL:
        return ""
    item = SCHEDULE_OF_RATES.get(line.sor_code or "")
    if item is None:
        return f"with item {line.sor_code}, which is not in the schedule of rates"
    agreed = Decimal(item[2])
    if line.unit_rate is not None and line.unit_rate != agreed:
        return f"with item {line.sor_code} at {line.unit_rate}, which is agreed at {agreed}"
    return ""
