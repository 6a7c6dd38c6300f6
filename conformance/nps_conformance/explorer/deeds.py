"""What contractors do, right and wrong: a request from what was read, and a twist.

A twist of 0 is the sensible thing; others take another entry of the tables below. To add a way of
going wrong, add it to a table; to add a deed, add a function and its name to `DEEDS`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final, TypeVar

from nps_conformance.explorer.billing import Charge, bill
from nps_conformance.explorer.world import World
from nps_simulator.messages.add_works_order_note import AddWorksOrderNote
from nps_simulator.messages.cancel_works_order import CancelWorksOrder
from nps_simulator.messages.complete_works_order import CompletedLine, CompleteWorksOrder
from nps_simulator.messages.confirm_works_order_receipt import ConfirmWorksOrderReceipt
from nps_simulator.messages.create_appointment import CreateAppointment
from nps_simulator.messages.record_non_access import RecordNonAccess
from nps_simulator.messages.request_works_order_details import RequestWorksOrderDetails
from nps_simulator.messages.request_works_orders import RequestWorksOrders
from nps_simulator.messages.update_appointment_status import UpdateAppointmentStatus
from nps_simulator.messages.vary_works_order import LineAction, VariationLine, VaryWorksOrder

Value = TypeVar("Value")

UNTOLD: Final = "MINE-1"  # an appointment reference that no landlord gives
ENDINGS: Final = ("CMP", "BRK", "NAC", "CAN", "ATT", "CNF", "ENR", "BKD")
AMOUNTS: Final = ("5.00", "9.00", "1.00", "2.005", "3.00")
# Line 1 costs 12.50 each: the first two are above the limit of 100.00 in one variation, and wait.
MORE: Final = ("15.00", "11.00", "3.00", "1.00", "2.125")
ODD_AMOUNTS: Final = (None, "2.005", "15.00", "4.00", "3.00", "11.00", "1.00")
NEW_LINE: Final = 7
UNEXPLAINED: Final = 24  # of the twists 0 to 200, those from 192 on


def _added(line_number: int) -> VariationLine:
    return VariationLine(
        line_number=line_number, action=LineAction.ADD, sor_code="900101", quantity=Decimal("1.00")
    )


def _manual(line_number: int) -> VariationLine:
    """Work that is not on the schedule, and no word of what it is."""
    priced = replace(_added(line_number), sor_code="MANUAL", unit_rate=Decimal("9.00"))
    return replace(priced, unit="IT", trade_code="PT")


# Variations of one line: not on the schedule, at another rate, without what it needs, there
# already, not there.
ODD_LINES: Final = (
    (replace(_added(NEW_LINE), sor_code="OWN101"),),
    (replace(_added(NEW_LINE), unit_rate=Decimal("14.00")),),
    (_manual(NEW_LINE),),
    (_added(1),),
    (VariationLine(line_number=9, action=LineAction.CHANGE, quantity=Decimal("1.00")),),
)


def among(values: Sequence[Value], twist: int) -> Value:
    """One of the values; a twist of 0 is the first."""
    return values[twist % len(values)]


def poll(world: World, number: str, twist: int) -> RequestWorksOrders:
    """Ask for the list."""
    del world, number
    return RequestWorksOrders(maximum_orders=among((None, 1), twist))


def read(world: World, number: str, twist: int) -> RequestWorksOrderDetails:
    """Read the details."""
    del world, twist
    return RequestWorksOrderDetails(works_order_number=number)


def confirm(world: World, number: str, twist: int) -> ConfirmWorksOrderReceipt:
    """Confirm: without a version, or the one read, the next, or the first."""
    seen = version(world, number)
    return ConfirmWorksOrderReceipt(
        works_order_number=number,
        version=among((None, seen, seen + 1, 1), twist),
        external_reference=world.reference(),
    )


def version(world: World, number: str) -> int:
    """The version read last; 1 of what was never read."""
    view = world.views.get(number)
    return view.version if view else 1


def cancel(world: World, number: str, twist: int) -> CancelWorksOrder:
    """Cancel, or send back."""
    return CancelWorksOrder(
        works_order_number=number,
        reason_code=among(("NOTREQ", "WRALL", "DUPL"), twist),
        external_reference=world.reference(),
    )


def complete(world: World, number: str, twist: int) -> CompleteWorksOrder:
    """Complete: all, as read, what was asked for, or something else."""
    lines = [(each.line_number, each.quantity) for each in charges(world, number)]
    asked = dict(lines) | {
        line.line_number: line.quantity
        for line in world.asked.get(number, [])[-1:]
        if line.quantity is not None
    }
    first = dict(lines) | {1: Decimal(among(MORE, twist // 4))}
    reported = among(((), tuple(lines), tuple(asked.items()), tuple(first.items())), twist)
    return CompleteWorksOrder(
        works_order_number=number,
        completed_at=world.now,
        lines=tuple(CompletedLine(line_number=each, quantity=done) for each, done in reported),
        external_reference=world.reference(),
    )


def vary(world: World, number: str, twist: int) -> VaryWorksOrder:
    """Ask for a change of line 1, a new line, or without line 1; on the version read, or not."""
    much = Decimal(among(MORE, twist))
    change = VariationLine(line_number=1, action=LineAction.CHANGE, quantity=much)
    new = VariationLine(
        line_number=NEW_LINE, action=LineAction.ADD, sor_code="900101", quantity=much
    )
    gone = VariationLine(line_number=1, action=LineAction.REMOVE)
    seen = version(world, number)
    return VaryWorksOrder(
        works_order_number=number,
        base_version=among((seen, seen, seen, seen + 1, 1), twist // 5),
        reason_code="ADDWK",
        comments="More was found",
        lines=among(((change,), (new,), (gone,)), twist // 2),
        external_reference=world.reference(),
    )


def vary_oddly(world: World, number: str, twist: int) -> VaryWorksOrder:
    """Ask for lines that say too little, are not on the schedule, or do not fit the version."""
    there = [each.line_number for each in charges(world, number)]
    gone = tuple(VariationLine(line_number=each, action=LineAction.REMOVE) for each in there)
    return VaryWorksOrder(
        works_order_number=number,
        base_version=version(world, number),
        reason_code="ADDWK",
        lines=among((*ODD_LINES, gone), twist),
        external_reference=world.reference(),
    )


def visit(world: World, number: str, twist: int) -> str:
    """An appointment's reference: the latest told, an earlier one, another order's, or none."""
    mine = list(reversed(world.visits.get(number, [])))
    others = [each for key, told in world.visits.items() if key != number for each in told]
    return among([*(mine or [UNTOLD]), *others[:1], UNTOLD], twist)


def book(world: World, number: str, twist: int) -> CreateAppointment:
    """Book a visit for tomorrow, perhaps in place of another."""
    replaced = visit(world, number, twist // 2)
    return CreateAppointment(
        works_order_number=number,
        appointment_date=world.now.date() + timedelta(days=1 + twist // 8),
        slot_code="AM",
        replaces_appointment_reference=among((None, replaced), twist),
        external_reference=world.reference(),
    )


def status(world: World, number: str, twist: int) -> UpdateAppointmentStatus:
    """What became of a visit; with the last twists, one that is off without a reason."""
    code = among(ENDINGS, twist)
    explained = twist // len(ENDINGS) != UNEXPLAINED
    return UpdateAppointmentStatus(
        appointment_reference=visit(world, number, twist // len(ENDINGS)),
        status_code=code,
        status_at=world.now,
        reason_code="WEATHR" if code in {"BRK", "CAN"} and explained else None,
        external_reference=world.reference(),
    )


def nobody_in(world: World, number: str, twist: int) -> RecordNonAccess:
    """Nobody was in."""
    named = visit(world, number, twist // 2)
    return RecordNonAccess(
        works_order_number=number,
        visited_at=world.now,
        reason_code="NOANS",
        carded=True,
        appointment_reference=among((None, named), twist),
        external_reference=world.reference(),
    )


def note(world: World, number: str, twist: int) -> AddWorksOrderNote:
    """A note."""
    del twist
    return AddWorksOrderNote(
        works_order_number=number, text="Seen", external_reference=world.reference()
    )


def charges(world: World, number: str) -> list[Charge]:
    """The lines as read; a guess where nothing was."""
    view = world.views.get(number)
    if view is None:
        return [Charge(line_number=1, quantity=Decimal("2.00"), rate=Decimal("12.50"))]
    return [
        Charge(
            line_number=each.line_number,
            quantity=each.quantity,
            rate=each.unit_rate,
            tax_code=each.tax_code,
        )
        for each in view.lines
    ]


def invoice(world: World, number: str, twist: int) -> Any:  # noqa: ANN401 - or what became of it
    """Invoice the lines read, or more or less, with right or wrong sums."""
    return bill(world, {number: charges(world, number)}, twist)


def invoice_all(world: World, number: str, twist: int) -> Any:  # noqa: ANN401 - likewise
    """Invoice the order and the next one together."""
    numbers = [number, *(each for each in world.numbers() if each != number)][:2]
    return bill(world, {each: charges(world, each) for each in numbers}, twist)


DEEDS: Final[Mapping[str, Callable[[World, str, int], Any]]] = MappingProxyType(
    {
        each.__name__: each
        for each in (
            *(poll, read, confirm, cancel, complete, vary, book, status, nobody_in, note),
            vary_oddly,
            *(invoice, invoice_all),
        )
    }
)
