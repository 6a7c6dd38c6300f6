"""Random sequences of calls and actions: whatever comes, the books stay sound."""

from dataclasses import fields
from datetime import timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nps_simulator.actions.registry import ActionError
from nps_simulator.domain.machines import (
    APPOINTMENT_FINAL,
    INVOICE_FINAL,
    ORDER_FINAL,
    VARIATION_FINAL,
)
from nps_simulator.domain.model import OrderState, VariationState
from nps_simulator.domain.refusals import CATALOGUE
from nps_simulator.domain.standing import open_appointments
from nps_simulator.messages.add_works_order_note import AddWorksOrderNote
from nps_simulator.messages.cancel_works_order import CancelWorksOrder
from nps_simulator.messages.complete_works_order import CompletedLine, CompleteWorksOrder
from nps_simulator.messages.confirm_works_order_receipt import ConfirmWorksOrderReceipt
from nps_simulator.messages.create_appointment import CreateAppointment
from nps_simulator.messages.create_invoice import CreateInvoice
from nps_simulator.messages.record_non_access import RecordNonAccess
from nps_simulator.messages.request_works_order_details import RequestWorksOrderDetails
from nps_simulator.messages.request_works_orders import RequestWorksOrders
from nps_simulator.messages.update_appointment_status import UpdateAppointmentStatus
from nps_simulator.messages.vary_works_order import LineAction, VariationLine, VaryWorksOrder
from nps_wsdl.codes import SLOTS

NOW = timedelta(0)
TIMES = (NOW, NOW, NOW, timedelta(hours=-1), timedelta(hours=-30), timedelta(hours=2))
QUANTITIES = ("3", "1", "2", "3.5", "0", "1.005", "9999.99", "-1")
ROAD = ("CNF", "ENR", "ATT", "CMP")
STATUSES = (*ROAD, "BRK", "CAN", "NAC", "BKD", "CMP", "DONE")


def among(values, twist):
    """One of the values; twists of nought take the first, which is the sensible one."""
    return values[twist % len(values)]


def visit_of(landlord, number, twist):
    """The reference of the latest visit, sometimes of another or of none."""
    visits = [each.appointment_reference for each in landlord.order(number).appointments]
    return among([*reversed(visits), "A9"], twist // 3)


def poll(landlord, number, twist):
    del landlord, number
    return RequestWorksOrders, {"maximum_orders": among((None, 1, 0, 500), twist)}


def read(landlord, number, twist):
    del landlord
    return RequestWorksOrderDetails, {"works_order_number": among((number, number, "no"), twist)}


def confirm(landlord, number, twist):
    version = among((None, landlord.order(number).version, None, 1, 2), twist)
    return ConfirmWorksOrderReceipt, {"works_order_number": number, "version": version}


def cancel(landlord, number, twist):
    del landlord
    reason = among(("NOTREQ", "WRALL", "DUPL", "VOID", "WHIM"), twist)
    return CancelWorksOrder, {"works_order_number": number, "reason_code": reason}


def complete(landlord, number, twist):
    order = landlord.order(number)
    current = tuple(
        CompletedLine(line_number=each.line_number, quantity=each.quantity) for each in order.lines
    )
    asked = tuple(
        CompletedLine(line_number=each.line.line_number, quantity=each.line.quantity)
        for variation in order.variations[-1:]
        for each in variation.lines
    )
    return CompleteWorksOrder, {
        "works_order_number": number,
        "completed_at": landlord.now + among(TIMES, twist // 2),
        "lines": among(((), current, asked, current[1:], current * 2), twist),
    }


def vary(landlord, number, twist):
    order = landlord.order(number)
    unused = max(line.line_number for line in order.lines) + 1
    quantity = Decimal(among(QUANTITIES, twist // 2))
    item = among(("900101", "900555", "MANUAL", "nothing", None), twist // 3)
    lines = among(
        (
            (add(unused, item, quantity),),
            (change(order.lines[0].line_number, quantity),),
            (change(order.lines[0].line_number, quantity), add(unused, item, quantity)),
            tuple(remove(line.line_number) for line in order.lines),
            (remove(order.lines[-1].line_number),),
            (add(1, item, quantity), remove(99)),
            (),
        ),
        twist,
    )
    return VaryWorksOrder, {
        "works_order_number": number,
        "base_version": among((order.version, order.version, order.version, 1, 9), twist),
        "reason_code": "ADDWK",
        "comments": among(("More found", None), twist // 4),
        "lines": lines,
    }


def add(number, item, quantity):
    return VariationLine(
        line_number=number, action=LineAction.ADD, sor_code=item, quantity=quantity
    )


def change(number, quantity):
    return VariationLine(line_number=number, action=LineAction.CHANGE, quantity=quantity)


def remove(number):
    return VariationLine(line_number=number, action=LineAction.REMOVE)


def no_access(landlord, number, twist):
    return RecordNonAccess, {
        "works_order_number": number,
        "visited_at": landlord.now + among(TIMES, twist),
        "reason_code": "NOANS",
        "carded": True,
        "appointment_reference": among((None, visit_of(landlord, number, twist)), twist),
    }


def book(landlord, number, twist):
    days = timedelta(days=among((1, 0, 2, -1, 400), twist))
    return CreateAppointment, {
        "works_order_number": number,
        "appointment_date": landlord.now.date() + days,
        "slot_code": among(tuple(SLOTS), twist),
        "replaces_appointment_reference": among(
            (None, visit_of(landlord, number, twist)), twist // 2
        ),
    }


def note(landlord, number, twist):
    del landlord
    text = among(("Seen", "", "x" * 2001), twist)
    return AddWorksOrderNote, {"works_order_number": number, "text": text}


def status(landlord, number, twist):
    return UpdateAppointmentStatus, {
        "appointment_reference": visit_of(landlord, number, twist),
        "status_code": among(STATUSES, twist),
        "status_at": landlord.now + among(TIMES, twist // 4),
        "reason_code": among(("WEATHR", None), twist // 5),
    }


def visited(landlord, number, twist):
    request, values = status(landlord, number, 3 * (twist // 30))
    return request, values | {"status_code": "CMP"}


def invoice(landlord, number, twist):
    others = [each for each in landlord.books.orders if each != number]
    numbers = among(([number], [number], [number, *others[:1]], [number, number]), twist)
    reference = among((f"I-{number}", "I-1", f"I-{number}/b"), twist // 2)
    values = landlord.invoice_values(*numbers, supplier_invoice_reference=reference)
    off = among((0, 0, 0, 0, 1), twist // 3)
    return CreateInvoice, values | {"gross_total": values["gross_total"] + off}


DEEDS = {
    **{each.__name__: each for each in (poll, read, confirm, cancel, complete, vary, no_access)},
    **{each.__name__: each for each in (book, note, status, visited, invoice)},
}
ACTIONS = {
    "authorise_order": {},
    "hold_order": {},
    "release_order": {},
    "cancel_order": {},
    "approve_variation": {},
    "reject_variation": {},
    "break_appointment": {},
    "approve_invoice": {},
    "query_invoice": {},
    "reject_invoice": {},
    "pay_invoice": {},
    "pass_inspection": {},
    "amend_order": {"lines": [{"line": 1, "quantity": 4}]},
    "reallocate_order": {"contractor": "bodge"},
    "move_appointment": {"date": "2026-03-04", "slot": "PM"},
    "book_appointment": {"date": "2026-03-04", "slot": "AM"},
}
# The road is taken often, so that orders come far; each step of it is sometimes twisted.
ROADS = ("read", "confirm", "book", "status", "visited", "complete", "invoice")
TWIST = st.just(0) | st.just(0) | st.integers(0, 59)
WHICH = st.integers(0, 2)
STEPS = st.lists(
    st.tuples(st.sampled_from(ROADS), WHICH, TWIST)
    | st.tuples(st.sampled_from(ROADS), WHICH, TWIST)
    | st.tuples(st.sampled_from(sorted(DEEDS)), WHICH, TWIST)
    | st.tuples(st.sampled_from(sorted(ACTIONS)), WHICH, TWIST)
    | st.tuples(st.just("later"), WHICH, st.integers(1, 12)),
    min_size=30,
    max_size=90,
)
POLICIES = st.fixed_dictionaries(
    {
        "gullible": st.sampled_from([False, False, True]),
        "second_seed": st.sampled_from([True, True, False]),
        "pays_at_once": st.booleans(),
        "announces_rejections": st.booleans(),
        "may": st.fixed_dictionaries(
            {
                "maximum_variation_value": st.sampled_from([Decimal(0), None, Decimal("100.00")]),
                "maximum_invoice_value": st.sampled_from([None, Decimal(1)]),
                "needs_inspection": st.booleans(),
                "end_user_confirmed": st.booleans(),
                "may_cancel": st.booleans(),
            }
        ),
    }
)


def call(landlord, request, values):
    before = landlord.books.everything()
    reply = landlord.call(request, **values)
    status = reply.action_status
    if not status.success_flag:
        (message,) = status.messages
        assert message.code in CATALOGUE
        assert landlord.books.everything() == before
        assert {each.name for each in fields(reply)} > {"action_status"}
    if landlord.suspended:
        remembered_only(landlord, before)


def remembered_only(landlord, before):
    """A gullible landlord has swallowed something: only memories and invoices beside came of it."""
    orders, invoices, _ = before
    for number, order in landlord.books.orders.items():
        kept = orders[number]
        for each in fields(order):
            if each.name != "beside":
                assert getattr(order, each.name) == getattr(kept, each.name)
    for number, invoice in landlord.books.invoices.items():
        assert number in invoices or invoice.beside


def act(landlord, name, arguments):
    before = landlord.books.everything()
    try:
        landlord.act(name, **arguments)
    except ActionError:
        assert landlord.books.everything() == before


def sound(order, landlord):
    """What is true of any order at any time."""
    assert order.acknowledged <= order.counter
    assert order.delivered_counter <= order.counter
    assert order.delivered_version <= order.version
    assert order.lines
    assert [line.line_number for line in order.lines] == sorted(
        {line.line_number for line in order.lines}
    )
    assert sum(each.state is VariationState.PENDING for each in order.variations) <= 1
    assert len(open_appointments(order)) <= 1
    assert (order.held_from is not None) is (order.state is OrderState.HELD)
    assert (order.completion is not None) is (
        order.state in {OrderState.COMPLETED, OrderState.CLOSED}
    )
    if order.state in ORDER_FINAL:
        assert not any(each.state is VariationState.PENDING for each in order.variations)
    if order.state is OrderState.CANCELLED:
        assert not open_appointments(order)
    if order.state is OrderState.CLOSED:
        assert order.settled
        if landlord.profile.second_seed:
            assert not open_appointments(order)
    live = [
        landlord.books.invoices[number]
        for number in order.invoice_numbers
        if landlord.books.invoices[number].state != "REJ"
    ]
    assert len(live) == int(order.invoiced)
    assert not any(each.beside for each in live)
    assert order.settled is any(each.state == "PAID" for each in live)


def balanced(landlord):
    for each in landlord.books.invoices.values():
        assert each.net == sum(share.net for share in each.shares)
        assert each.tax == sum(share.tax for share in each.shares)
        assert each.gross == each.net + each.tax


def never_back(before, after, *, second_seed):
    """What only goes forward, from one moment to the next."""
    for number, order in after[0].items():
        former = before[0].get(number)
        if former is None:
            continue
        assert order.counter >= former.counter
        assert order.version >= former.version
        assert order.acknowledged >= former.acknowledged
        assert order.began >= former.began
        if former.state in ORDER_FINAL:
            assert order.state is former.state
        if former.state is OrderState.CLOSED and second_seed:
            assert (order.notes, order.appointments) == (former.notes, former.appointments)
        for mine, theirs, final in (
            (former.appointments, order.appointments, APPOINTMENT_FINAL),
            (former.variations, order.variations, VARIATION_FINAL),
        ):
            for was, now in zip(mine, theirs, strict=False):
                assert was.state not in final or now.state is was.state
        assert order.notes[: len(former.notes)] == former.notes
        assert order.non_accesses[: len(former.non_accesses)] == former.non_accesses
    for number, taken in after[1].items():
        former = before[1].get(number)
        assert former is None or former.state not in INVOICE_FINAL or taken.state is former.state


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(policy=POLICIES, steps=STEPS)
def test_no_sequence_of_calls_and_actions_unsettles_the_books(make_landlord, policy, steps):
    landlord = make_landlord(**policy)
    landlord.issued(appointment={"date": landlord.now.date(), "slot": "ALL"})
    landlord.issued()
    landlord.raised()
    for name, which, twist in steps:
        before = landlord.books.everything()
        number = among(list(landlord.books.orders), which)
        if name == "later":
            landlord.later(hours=twist)
        elif name in ACTIONS:
            act(landlord, name, ACTIONS[name] | {"order": number})
        else:
            call(landlord, *DEEDS[name](landlord, number, twist))
        never_back(before, landlord.books.everything(), second_seed=landlord.profile.second_seed)
        for order in landlord.books.orders.values():
            sound(order, landlord)
        balanced(landlord)
