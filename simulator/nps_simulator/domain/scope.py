"""Whether reported lines are those of the current version, and if not, whether they are the lines
of a variation that was rejected.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from nps_simulator.domain.ledger import Guarded
from nps_simulator.domain.model import VariationState, WorksOrder
from nps_simulator.domain.refusals import refusing


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One line reported otherwise than ordered; None is a line that is not there.

    `rejected` says that a rejected variation asked for just this.
    """

    line_number: int
    value: Decimal | None
    expected: Decimal | None
    rejected: bool


def difference(order: WorksOrder, reported: Mapping[int, Decimal]) -> Difference | None:
    """The first difference between reported quantities by line and the current version; one that a
    rejected variation explains is named before others.
    """
    ordered = {line.line_number: line.quantity for line in order.lines}
    rejected = _rejected(order)
    found = [
        Difference(
            line_number=number,
            value=reported.get(number),
            expected=ordered.get(number),
            rejected=(number, reported.get(number)) in rejected,
        )
        for number in sorted(ordered.keys() | reported.keys())
        if ordered.get(number) != reported.get(number)
    ]
    return min(found, key=lambda each: not each.rejected, default=None)


def lines_objection(
    order: WorksOrder, reported: Mapping[int, Decimal], *, otherwise: str, rejected: str
) -> Guarded | None:
    """The objection to such a difference, with the code for rejected scope or the other one."""
    found = difference(order, reported)
    if found is None:
        return None
    return refusing(
        rejected if found.rejected else otherwise,
        "Line",
        line=found.line_number,
        number=order.works_order_number,
        value=_shown(found.value),
        expected=_shown(found.expected),
    )


def repeated(numbers: Iterable[int], what: str) -> Guarded | None:
    """The objection to a line number that is there twice."""
    seen: set[int] = set()
    for number in numbers:
        if number in seen:
            return refusing("LINE-REPEATED", "LineNumber", line=number, what=what)
        seen.add(number)
    return None


def not_positive(line_number: int, quantity: Decimal) -> Guarded | None:
    """The objection to a quantity of nought or less."""
    if quantity > 0:
        return None
    return refusing("QUANTITY-NOT-POSITIVE", "Quantity", line=line_number, value=quantity)


def _rejected(order: WorksOrder) -> set[tuple[int, Decimal | None]]:
    """Lines and quantities asked for in vain; a line that was to go is no such scope."""
    return {
        (proposed.line.line_number, proposed.line.quantity)
        for variation in order.variations
        if variation.state is VariationState.REJECTED
        for proposed in variation.lines
        if proposed.action != "REM"
    }


def _shown(quantity: Decimal | None) -> str:
    return "nothing" if quantity is None else f"quantity {quantity}"
