"""What a variation asks for, what it would make of the lines, and what that is worth."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from nps_scenarios.profile import Authorisation
from nps_simulator.domain.ledger import Guarded
from nps_simulator.domain.model import Line, ProposedLine, WorksOrder
from nps_simulator.domain.money import (
    MOST_INVOICED,
    NOUGHT,
    line_net,
    net_of,
    shortened,
    tax_code_for,
    uninvoiceable,
)
from nps_simulator.domain.orders import schedule_line
from nps_simulator.domain.refusals import refusing
from nps_simulator.domain.scope import not_positive, repeated
from nps_simulator.messages.vary_works_order import LineAction, VariationLine
from nps_wsdl.codes import SCHEDULE_OF_RATES

MANUAL = "MANUAL"
_FOR_MANUAL = ("description", "unit", "unit_rate", "trade_code")
_WIRE = {
    "sor_code": "SorCode",
    "quantity": "Quantity",
    "description": "Description",
    "unit": "Unit",
    "unit_rate": "UnitRate",
    "trade_code": "TradeCode",
}


def lines_content(lines: tuple[VariationLine, ...]) -> Guarded | None:
    """The objection to lines that say too little, or the same thing twice, on their own."""
    if not lines:
        return refusing("LINES-MISSING", "Lines", what="The variation")
    found = repeated((line.line_number for line in lines), "the variation")
    for line in lines:
        found = found or _line_content(line)
    return found


def _line_content(line: VariationLine) -> Guarded | None:
    if line.action is LineAction.REMOVE:
        return None
    needed: tuple[str, ...] = ("quantity",)
    if line.action is LineAction.ADD:
        needed += ("sor_code", *(_FOR_MANUAL if line.sor_code == MANUAL else ()))
    for name in needed:
        if getattr(line, name) is None:
            return refusing(
                "LINE-INCOMPLETE",
                _WIRE[name],
                line=line.line_number,
                action=line.action,
                missing=_WIRE[name],
            )
    return not_positive(line.line_number, line.quantity or NOUGHT) or _item_content(line)


def _item_content(line: VariationLine) -> Guarded | None:
    if line.action is not LineAction.ADD or line.sor_code is None or line.sor_code == MANUAL:
        return None
    if line.sor_code not in SCHEDULE_OF_RATES:
        return refusing("ITEM-UNKNOWN", "SorCode", line=line.line_number, item=line.sor_code)
    agreed = Decimal(SCHEDULE_OF_RATES[line.sor_code][2])
    if line.unit_rate is not None and line.unit_rate != agreed:
        return refusing(
            "RATE-NOT-AGREED",
            "UnitRate",
            line=line.line_number,
            value=line.unit_rate,
            item=line.sor_code,
            agreed=agreed,
        )
    return None


def lines_fit(order: WorksOrder, lines: tuple[VariationLine, ...]) -> Guarded | None:
    """The objection to lines that do not fit the current version."""
    number = order.works_order_number
    there = {line.line_number: line for line in order.lines}
    for line in lines:
        existing = there.get(line.line_number)
        if line.action is LineAction.ADD:
            if existing is not None:
                return refusing("LINE-EXISTS", "LineNumber", number=number, line=line.line_number)
        elif existing is None or line.sor_code not in {None, existing.sor_code}:
            return refusing("LINE-UNKNOWN", "LineNumber", number=number, line=line.line_number)
        elif line.action is LineAction.CHANGE and (found := _too_wide(existing, line)):
            return found
    removed = {line.line_number for line in lines if line.action is LineAction.REMOVE}
    adds = any(line.action is LineAction.ADD for line in lines)
    if not adds and removed >= there.keys():
        return refusing("NOTHING-LEFT", "Lines", number=number)
    return None


def _too_wide(existing: Line, line: VariationLine) -> Guarded | None:
    """The objection to a change of what a change leaves as it was: nothing is dropped silently."""
    for name in _FOR_MANUAL:
        asked, kept = getattr(line, name), getattr(existing, name)
        if asked is not None and asked != kept:
            return refusing(
                "CHANGE-TOO-WIDE",
                _WIRE[name],
                line=line.line_number,
                value=asked,
                kept=kept if kept is not None else "none",
            )
    return None


def proposals(
    order: WorksOrder, lines: tuple[VariationLine, ...], authorisation: Authorisation
) -> tuple[ProposedLine, ...]:
    """The lines as they would be. Lines that do not fit the current version are left out; only a
    gullible landlord comes that far with them.
    """
    there = {line.line_number: line for line in order.lines}
    proposed = []
    for line in lines:
        existing = there.get(line.line_number)
        if line.action is LineAction.ADD:
            proposed.append(ProposedLine(action="ADD", line=_added(line, authorisation)))
        elif existing is not None:
            proposed.append(ProposedLine(action=line.action.value, line=_changed(existing, line)))
    return tuple(proposed)


def _added(line: VariationLine, authorisation: Authorisation) -> Line:
    quantity, sor_code = line.quantity or NOUGHT, line.sor_code or MANUAL
    if sor_code != MANUAL:
        item = schedule_line(line.line_number, sor_code, quantity, authorisation, line.location)
        return replace(item, comments=line.comments)
    return Line(
        line_number=line.line_number,
        sor_code=MANUAL,
        description=line.description or "",
        quantity=shortened(quantity),
        unit=line.unit or "IT",
        unit_rate=shortened(line.unit_rate or NOUGHT),
        tax_code=tax_code_for(authorisation),
        trade_code=line.trade_code,
        location=line.location,
        comments=line.comments,
    )


def _changed(existing: Line, line: VariationLine) -> Line:
    if line.action is LineAction.REMOVE:
        return existing
    return replace(
        existing,
        quantity=existing.quantity if line.quantity is None else shortened(line.quantity),
        location=line.location or existing.location,
        comments=line.comments or existing.comments,
    )


def applied(lines: Iterable[Line], proposed: Iterable[ProposedLine]) -> tuple[Line, ...]:
    """The lines after the variation, by number."""
    after = {line.line_number: line for line in lines}
    for each in proposed:
        if each.action == "REM":
            after.pop(each.line.line_number, None)
        else:
            after[each.line.line_number] = each.line
    return tuple(after[number] for number in sorted(after))


def too_dear(order: WorksOrder, proposed: Iterable[ProposedLine]) -> Guarded | None:
    """The objection to lines that no invoice could sum, so that the work could not be paid."""
    gross = uninvoiceable(applied(order.lines, proposed))
    if gross is None:
        return None
    return refusing("VALUE-OUT-OF-RANGE", "Lines", value=gross, least=NOUGHT, most=MOST_INVOICED)


def value_added(lines: Iterable[Line], proposed: Iterable[ProposedLine]) -> Decimal:
    """What the variation adds, net: reductions do not pay for additions."""
    before = {line.line_number: line_net(line.quantity, line.unit_rate) for line in lines}
    value = NOUGHT
    for each in proposed:
        if each.action != "REM":
            new = line_net(each.line.quantity, each.line.unit_rate)
            value += max(NOUGHT, new - before.get(each.line.line_number, NOUGHT))
    return value


def within_limits(
    order: WorksOrder, proposed: tuple[ProposedLine, ...], authorisation: Authorisation
) -> bool:
    """Whether the contractor's authorisation covers the variation, and the order with it."""
    most, largest = authorisation.maximum_variation_value, authorisation.maximum_order_value
    added = value_added(order.lines, proposed)
    if most is not None and added > most:
        return False
    return largest is None or not added or net_of(applied(order.lines, proposed)) <= largest
