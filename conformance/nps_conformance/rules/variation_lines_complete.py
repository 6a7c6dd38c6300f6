"""Rule: a variation's lines say all that they need."""

from collections.abc import Iterator
from types import MappingProxyType
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

MANUAL: Final = "MANUAL"
# Fields by their XML names.
NEEDED: Final = MappingProxyType(
    {
        LineAction.ADD: {"quantity": "Quantity", "sor_code": "SorCode"},
        LineAction.CHANGE: {"quantity": "Quantity"},
        LineAction.REMOVE: {},
    }
)
FOR_MANUAL: Final = MappingProxyType(
    {
        "description": "Description",
        "unit": "Unit",
        "unit_rate": "UnitRate",
        "trade_code": "TradeCode",
    }
)


@rule(
    level=Level.MUST,
    provenance=Provenance.DOCUMENTED,
    kind=Kind.MESSAGE,
    family="variation",
    source="AP6: Send works order variation details. The published contract: ADD brings a "
    "schedule item under a new line number, or MANUAL with description, unit, rate and trade; CHG "
    "gives an existing line a new quantity.",
    needs=(VARY,),
)
def check(evidence: Evidence) -> Iterator[Occasion]:
    """Each added line of a variation has its item and quantity, each changed line its quantity; a
    line of no schedule item (MANUAL) is described, with unit, rate and trade.
    """
    for story in evidence.stories:
        for call in story.calls_of(VARY):
            if call.request is None:
                continue
            lacking = [
                (nth, line, missing)
                for nth, line in enumerate(call.request.lines)
                for missing in _missing(line)[:1]
            ]
            if not lacking:
                yield satisfied(call.seq)
            for nth, line, missing in lacking:
                yield Violated(
                    entries=(call.seq,),
                    message=call.seq,
                    order=story.number,
                    element="Line",
                    nth=nth,
                    state=state_as_told(story, call.seq),
                    came=f"VaryWorksOrder for {story.number}: line {line.line_number} "
                    f"({line.action.value}{_item(line)}) has no {missing}.",
                    legal=f"Line {line.line_number} with {', '.join(_needed(line).values())}.",
                    fix="Ask for what the landlord prices a line by before the variation is sent.",
                )


def _needed(line: VariationLine) -> dict[str, str]:
    """The fields that such a line must have."""
    manual = line.action is LineAction.ADD and line.sor_code == MANUAL
    return {**NEEDED[line.action], **(FOR_MANUAL if manual else {})}


def _missing(line: VariationLine) -> list[str]:
    return [element for name, element in _needed(line).items() if getattr(line, name) is None]


def _item(line: VariationLine) -> str:
    return f" {line.sor_code}" if line.sor_code else ""
