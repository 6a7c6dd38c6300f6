"""The landlord changes an order: lines, words or target. The order has a new version."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from nps_scenarios.profile import Authorisation, Profile
from nps_simulator.actions._action import (
    Action,
    ActionError,
    line_facts,
    listed_code,
    order_named,
    payable,
    showable,
)
from nps_simulator.domain.events import OrderEvent
from nps_simulator.domain.ledger import Books, Decision
from nps_simulator.domain.model import Line, ProposedLine, WorksOrder
from nps_simulator.domain.money import shortened
from nps_simulator.domain.orders import moved, schedule_line, with_version
from nps_simulator.domain.standing import landlord_may
from nps_simulator.domain.varying import applied
from nps_simulator.messages.request_works_order_details import LineDetails, WorksOrderDetails
from nps_wsdl.codes import PRIORITIES, SCHEDULE_OF_RATES


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChange:
    """CHG (the default) the quantity of a line, REM it, or ADD a schedule item as a new line."""

    line: int
    action: str = "CHG"
    sor: str | None = None
    quantity: Decimal | None = None
    location: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendOrder:
    """Which order, and what changes; at least one thing does."""

    order: str
    lines: tuple[LineChange, ...] = ()
    description: str | None = None
    comments: str | None = None
    priority: str | None = None
    target_at: datetime | None = None


def decide(arguments: AmendOrder, books: Books, now: datetime, profile: Profile) -> Decision:
    """A new version, listed; the order keeps its status."""
    del profile
    order = order_named(books, arguments.order)
    landlord_may(order, OrderEvent.AMEND)
    if arguments.priority is not None:
        listed_code(PRIORITIES, arguments.priority, "priority")
    showable(WorksOrderDetails, description=arguments.description, comments=arguments.comments)
    amended = replace(
        moved(order, OrderEvent.AMEND, now),
        description=arguments.description or order.description,
        comments=arguments.comments or order.comments,
        priority_code=arguments.priority or order.priority_code,
        target_at=arguments.target_at or order.target_at,
    )
    authorisation = books.authorisation(order.contractor)
    proposed = tuple(_proposed(order, change, authorisation) for change in arguments.lines)
    lines = applied(order.lines, proposed)
    if not lines:
        raise ActionError(f"amend_order: works order {arguments.order} would have no line left")
    payable(lines)
    if amended == order and lines == order.lines:
        raise ActionError("amend_order: say what changes: lines, description, comments, priority")
    amended = with_version(amended, lines, "AMD")
    facts = {"version": amended.version, "lines": line_facts(amended.lines)}
    return Decision(orders=(amended,), facts=facts)


def _proposed(order: WorksOrder, change: LineChange, authorisation: Authorisation) -> ProposedLine:
    showable(
        LineDetails,
        line_number=change.line,
        quantity=change.quantity,
        location=change.location,
    )
    existing = next((each for each in order.lines if each.line_number == change.line), None)
    match change.action:
        case "ADD" if existing is None:
            return ProposedLine(action="ADD", line=_added(change, authorisation))
        case "CHG" if existing is not None and change.quantity is not None:
            line = replace(existing, quantity=shortened(_positive(change.quantity)))
            return ProposedLine(action="CHG", line=line)
        case "REM" if existing is not None:
            return ProposedLine(action="REM", line=existing)
    raise ActionError(
        f"amend_order: {change.action} of line {change.line} does not fit works order "
        f"{order.works_order_number}: ADD a new number with sor and quantity, CHG an existing "
        "line's quantity, or REM it"
    )


def _added(change: LineChange, authorisation: Authorisation) -> Line:
    item = listed_code(SCHEDULE_OF_RATES, change.sor or "", "schedule item")
    quantity = _positive(change.quantity or Decimal(0))
    return schedule_line(change.line, item, quantity, authorisation, change.location)


def _positive(quantity: Decimal) -> Decimal:
    if quantity <= 0:
        raise ActionError(f"amend_order: a line needs a quantity above nought, got {quantity}")
    return quantity


ACTION: Final = Action(name="amend_order", arguments=AmendOrder, decide=decide)
