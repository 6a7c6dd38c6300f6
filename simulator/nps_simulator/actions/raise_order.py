"""The landlord raises a works order; by profile it is authorised, and so handed out, at once."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from nps_scenarios.profile import Authorisation, Profile
from nps_simulator.actions._action import (
    Action,
    ActionError,
    listed_code,
    order_named,
    payable,
    showable,
)
from nps_simulator.domain.dates import target_of
from nps_simulator.domain.events import OrderEvent
from nps_simulator.domain.homes import invented_home
from nps_simulator.domain.ledger import Books, Decision
from nps_simulator.domain.machines import ORDER_STARTS
from nps_simulator.domain.model import Appointment, Home, Line, WorksOrder
from nps_simulator.domain.orders import handed_out, landlords_visit, moved, schedule_line
from nps_simulator.messages.request_works_order_details import (
    AccessDetails,
    AlertDetails,
    ContactDetails,
    LineDetails,
    PropertyDetails,
    WorksOrderDetails,
)
from nps_wsdl.codes import ORDER_TYPES, PRIORITIES, SCHEDULE_OF_RATES, SLOTS

# Orders are numbered from here, so that a number looks like one.
_FIRST_REQUEST: Final = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LineToDo:
    """One line: an item of the schedule of rates, how much of it, and where."""

    sor: str
    quantity: Decimal
    location: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeSaid:
    """What is said of the home; the rest is invented."""

    property_reference: str | None = None
    uprn: str | None = None
    address_line_1: str | None = None
    address_line_2: str | None = None
    town: str | None = None
    postcode: str | None = None
    tenant_name: str | None = None
    telephone: str | None = None
    support_needs: str | None = None
    communal: bool | None = None
    access_am: str | None = None
    access_pm: str | None = None
    access_notes: str | None = None
    key_safe_location: str | None = None
    key_safe_code: str | None = None
    alerts: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitToBook:
    """A visit the landlord has agreed with the tenant."""

    date: date
    slot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseOrder:
    """What is to be done, how soon, where, and by whom (default: the first contractor).

    `same_request_as` another order: both have its request number, and sequences of their own.
    """

    priority: str
    description: str
    lines: tuple[LineToDo, ...]
    order_type: str = "REP"
    comments: str | None = None
    home: HomeSaid | None = None
    appointment: VisitToBook | None = None
    contractor: str | None = None
    target_at: datetime | None = None
    same_request_as: str | None = None


def decide(arguments: RaiseOrder, books: Books, now: datetime, profile: Profile) -> Decision:
    """A new order with the next number; version 1."""
    contractor = _contractor(arguments.contractor, books)
    listed_code(PRIORITIES, arguments.priority, "priority")
    listed_code(ORDER_TYPES, arguments.order_type, "order type")
    showable(WorksOrderDetails, description=arguments.description, comments=arguments.comments)
    lines = _lines(arguments.lines, books.authorisation(contractor))
    if arguments.appointment is not None:
        listed_code(SLOTS, arguments.appointment.slot, "slot")
    count = books.next_number("order")
    order = WorksOrder(
        works_order_number=_number(arguments.same_request_as, count, books),
        contractor=contractor,
        state=ORDER_STARTS,
        version=1,
        order_type=arguments.order_type,
        priority_code=arguments.priority,
        description=arguments.description,
        comments=arguments.comments,
        home=_home(arguments.home, count),
        raised_at=now,
        target_at=arguments.target_at or target_of(arguments.priority, now),
        status_at=now,
        lines=lines,
        counter=0,  # nothing to learn until it is handed out
        appointments=_appointments(arguments.appointment, books, now),
    )
    if profile.automatic_authorisation:
        order = handed_out(moved(order, OrderEvent.AUTHORISE, now), now)
    facts = {
        "contractor": contractor,
        "version": order.version,
        "status": order.state.value,
        "appointments": [each.appointment_reference for each in order.appointments],
    }
    return Decision(orders=(order,), facts=facts)


def _number(beside: str | None, count: int, books: Books) -> str:
    """The next number; beside another order, the next free sequence of its request."""
    if beside is None:
        return f"{_FIRST_REQUEST + count}/1"
    request, _, sequence = order_named(books, beside).works_order_number.partition("/")
    following = int(sequence) + 1
    while books.order(f"{request}/{following}") is not None:
        following += 1
    return f"{request}/{following}"


def _contractor(name: str | None, books: Books) -> str:
    names = books.contractors()
    if name is None:
        if not names:
            raise ActionError("raise_order: this landlord has no contractor to give an order to")
        return names[0]
    if name not in names:
        raise ActionError(
            f"raise_order: there is no contractor {name!r}; there are {', '.join(names)}"
        )
    return name


def _lines(lines: tuple[LineToDo, ...], authorisation: Authorisation) -> tuple[Line, ...]:
    if not lines:
        raise ActionError("raise_order: an order needs at least one line")
    for number, line in enumerate(lines, start=1):
        listed_code(SCHEDULE_OF_RATES, line.sor, "schedule item")
        showable(LineDetails, line_number=number, quantity=line.quantity, location=line.location)
        if line.quantity <= 0:
            raise ActionError(
                f"raise_order: the quantity of {line.sor} is {line.quantity}, not > 0"
            )
    made = tuple(
        schedule_line(number, line.sor, line.quantity, authorisation, line.location)
        for number, line in enumerate(lines, start=1)
    )
    payable(made)
    return made


def _home(said: HomeSaid | None, count: int) -> Home:
    home = invented_home(count)
    if said is None:
        return home
    given = {each.name: getattr(said, each.name) for each in fields(HomeSaid)}
    for part in (PropertyDetails, ContactDetails, AccessDetails):
        showable(part, **given, notes=said.access_notes)
    for type_code, text in said.alerts or ():
        showable(AlertDetails, type_code=type_code, text=text)
    return replace(home, **{name: value for name, value in given.items() if value is not None})


def _appointments(
    visit: VisitToBook | None, books: Books, now: datetime
) -> tuple[Appointment, ...]:
    if visit is None:
        return ()
    return (landlords_visit(visit.date, visit.slot, books, now),)


ACTION: Final = Action(name="raise_order", arguments=RaiseOrder, decide=decide)
