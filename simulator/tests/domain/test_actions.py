"""The landlord's actions: what they need, what they do, what they tell the journal."""

from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest

from nps_simulator.actions.registry import ACTIONS, ActionClashError, ActionError, collect
from nps_simulator.messages.request_works_orders import RequestWorksOrders
from nps_simulator.messages.vary_works_order import LineAction, VariationLine, VaryWorksOrder

EXPECTED = {
    "raise_order",
    "authorise_order",
    "amend_order",
    "hold_order",
    "release_order",
    "cancel_order",
    "reallocate_order",
    "approve_variation",
    "reject_variation",
    "break_appointment",
    "move_appointment",
    "book_appointment",
    "approve_invoice",
    "query_invoice",
    "reject_invoice",
    "pay_invoice",
    "pass_inspection",
    "withdraw_permission",
    "complete_in_portal",
}
ONE_LINE = [{"sor": "900101", "quantity": 1}]
ORDER = {"priority": "ROU", "description": "Tap", "lines": ONE_LINE}
TOMORROW = {"date": "2026-03-03", "slot": "AM"}


def news(landlord):
    return [each.change_type for each in landlord.call(RequestWorksOrders).works_orders]


def vary(landlord, number):
    line = VariationLine(
        line_number=3, action=LineAction.ADD, sor_code="900101", quantity=Decimal(1)
    )
    landlord.call(
        VaryWorksOrder,
        works_order_number=number,
        base_version=1,
        reason_code="ADDWK",
        comments="More",
        lines=(line,),
    )


def test_all_actions_are_found_under_the_names_of_their_modules():
    assert ACTIONS.keys() == EXPECTED
    for name, action in ACTIONS.items():
        assert action.name == name
        assert action.decide.__module__ == f"nps_simulator.actions.{name}"


def test_two_modules_with_one_action_are_both_named():
    twin = SimpleNamespace(ACTION=ACTIONS["hold_order"])
    with pytest.raises(ActionClashError, match="one and two both are the action hold_order"):
        collect({"one": twin, "two": twin})


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_an_unknown_argument_is_named_with_the_known_ones(landlord, name):
    known = ", ".join(each.name for each in fields(ACTIONS[name].arguments))
    with pytest.raises(ActionError) as error:
        landlord.act(name, colour="red")
    assert str(error.value) == f"{name} has no argument 'colour'; it takes {known}"


@pytest.mark.parametrize("name", sorted(EXPECTED - {"raise_order", "withdraw_permission"}))
def test_an_unknown_order_is_named(landlord, name):
    more = {"contractor": "bodge"} if name == "reallocate_order" else {}
    more |= TOMORROW if name in {"move_appointment", "book_appointment"} else {}
    with pytest.raises(ActionError, match="there is no works order '7/7'"):
        landlord.act(name, order="7/7", **more)


def test_a_missing_argument_is_named(landlord):
    with pytest.raises(ActionError, match="hold_order needs the argument 'order'"):
        landlord.act("hold_order")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"priority": "SOON"}, "priority 'SOON' is not known; use one of IMM"),
        ({"order_type": "X"}, "order type 'X'"),
        ({"lines": []}, "at least one line"),
        ({"lines": [{"sor": "1", "quantity": 1}]}, "schedule item '1'"),
        ({"lines": [{"sor": "900101", "quantity": 0}]}, "quantity of 900101 is 0, not > 0"),
        ({"lines": [{"sor": "900101"}]}, "quantity"),
        ({"lines": [{"sor": "900101", "quantity": "many"}]}, "quantity"),
        ({"contractor": "nobody"}, "there is no contractor 'nobody'; there are acme, bodge"),
        ({"appointment": {"date": "2026-03-03", "slot": "XX"}}, "slot 'XX'"),
        ({"appointment": {"date": "soon", "slot": "AM"}}, "appointment.date"),
    ],
)
def test_an_order_that_cannot_be_raised_takes_no_number(landlord, changes, said):
    with pytest.raises(ActionError, match=said.replace(".", r"\.")):
        landlord.act("raise_order", **(ORDER | changes))
    assert landlord.act("raise_order", **ORDER).orders[0].works_order_number == "1000001/1"


def test_orders_are_numbered_and_the_first_contractor_gets_them(landlord):
    first, second = (landlord.act("raise_order", **ORDER) for _ in range(2))
    assert [each.orders[0].works_order_number for each in (first, second)] == [
        "1000001/1",
        "1000002/1",
    ]
    assert first.facts == {
        "contractor": "acme",
        "version": 1,
        "status": "AUT",
        "appointments": [],
    }
    assert first.orders[0].home != second.orders[0].home


def test_an_order_may_come_with_a_visit_and_a_target_of_its_own(landlord):
    decision = landlord.act(
        "raise_order", **ORDER, appointment=TOMORROW, target_at="2026-03-04T12:00:00"
    )
    (order,) = decision.orders
    assert order.target_at == datetime(2026, 3, 4, 12)
    assert order.appointments[0].appointment_date == date(2026, 3, 3)
    assert decision.facts["appointments"] == ["A000001"]


def test_a_cautious_landlord_authorises_by_hand(landlord_with):
    landlord = landlord_with(automatic_authorisation=False)
    decision = landlord.act("raise_order", **ORDER)
    assert decision.facts["status"] == "RAI"
    number = decision.orders[0].works_order_number
    assert landlord.act("authorise_order", order=number).facts["status"] == "AUT"
    assert landlord.order(number).authorised_at == landlord.now
    assert news(landlord) == ["NEW"]


def test_an_amendment_changes_adds_and_removes_lines_as_a_new_version(landlord):
    number = landlord.issued()
    lines = [
        {"line": 1, "quantity": "6.5"},
        {"line": 2, "action": "REM"},
        {"line": 5, "action": "ADD", "sor": "900205", "quantity": 1, "location": "Yard"},
    ]
    facts = landlord.act("amend_order", order=number, lines=lines).facts
    assert facts == {
        "version": 2,
        "lines": [
            {"line": 1, "sor": "900101", "quantity": "6.5"},
            {"line": 5, "sor": "900205", "quantity": "1"},
        ],
    }
    assert (landlord.order(number).version, news(landlord)) == (2, ["AMD"])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "say what changes"),
        ({"description": "Leaking tap, damp wall"}, "say what changes"),
        ({"lines": [{"line": 7, "quantity": 1}]}, "CHG of line 7 does not fit"),
        ({"lines": [{"line": 1}]}, "CHG of line 1 does not fit"),
        ({"lines": [{"line": 1, "quantity": 0}]}, "above nought"),
        ({"lines": [{"line": 1, "action": "ADD", "sor": "900205", "quantity": 1}]}, "ADD of line"),
        ({"lines": [{"line": 3, "action": "ADD", "sor": "X", "quantity": 1}]}, "schedule item"),
        (
            {"lines": [{"line": 1, "action": "REM"}, {"line": 2, "action": "REM"}]},
            "no line left",
        ),
        ({"priority": "SOON"}, "priority"),
    ],
)
def test_an_amendment_that_does_not_fit_changes_nothing(landlord, changes, said):
    number = landlord.issued()
    before = landlord.books.everything()
    with pytest.raises(ActionError, match=said):
        landlord.act("amend_order", order=number, **changes)
    assert landlord.books.everything() == before


def test_an_order_cancelled_before_it_was_handed_out_is_nobodys_news(landlord_with):
    landlord = landlord_with(automatic_authorisation=False)
    number = landlord.raised()
    landlord.act("cancel_order", order=number)
    assert news(landlord) == []
    assert landlord.details(number) is None


def test_hold_release_and_cancellation_are_news(landlord):
    number = landlord.issued()
    for action, change in (
        ("hold_order", "HLD"),
        ("release_order", "REL"),
        ("cancel_order", "CAN"),
    ):
        landlord.act(action, order=number)
        assert news(landlord) == [change]
        landlord.read(number)
        assert news(landlord) == []


def test_a_cancellation_calls_visits_off_and_lets_a_pending_variation_fall(landlord_with):
    landlord = landlord_with(may={"maximum_variation_value": Decimal(0)})
    number = landlord.issued(appointment=TOMORROW)
    vary(landlord, number)
    facts = landlord.act("cancel_order", order=number, reason="VOID").facts
    assert facts == {"status": "CAN", "reason_code": "VOID"}
    order = landlord.order(number)
    assert [(each.state, each.reason_code) for each in order.appointments] == [("CAN", "LANDLD")]
    assert [(each.state, each.reject_reason_code) for each in order.variations] == [
        ("REJ", "NOTJUS")
    ]


def test_a_reallocated_order_ends_here_and_is_new_there(landlord):
    number = landlord.issued()
    facts = landlord.act("reallocate_order", order=number, contractor="bodge").facts
    assert (facts["from"], facts["contractor"]) == ("acme", "bodge")
    assert facts["number"] == "1000001/2"
    assert news(landlord) == ["CAN"]
    assert landlord.details(number).cancellation_reason_code == "WRALL"
    told = landlord.details("1000001/2", "bodge")
    assert (told.status, told.version, len(told.lines)) == ("AUT", 1, 2)
    again = landlord.act("reallocate_order", order="1000001/2", contractor="acme")
    assert again.facts["number"] == "1000001/3"


def test_without_a_name_an_order_goes_to_the_first_contractor(landlord):
    number = landlord.act("raise_order", **ORDER, contractor="bodge").orders[0].works_order_number

    facts = landlord.act("reallocate_order", order=number).facts

    assert (facts["from"], facts["contractor"]) == ("bodge", "acme")


@pytest.mark.parametrize("contractor", ["acme", "nobody"])
def test_an_order_is_reallocated_to_another_contractor_only(landlord, contractor):
    with pytest.raises(ActionError, match="not another contractor"):
        landlord.act("reallocate_order", order=landlord.issued(), contractor=contractor)


def test_visits_are_booked_moved_and_broken_by_the_landlord(landlord):
    number = landlord.issued()
    booked = landlord.act("book_appointment", order=number, **TOMORROW).facts
    assert booked["appointment_reference"] == "A000001"
    with pytest.raises(ActionError, match="has the open appointment A000001"):
        landlord.act("book_appointment", order=number, **TOMORROW)
    moved = landlord.act("move_appointment", order=number, date="2026-03-05", slot="PM").facts
    assert (moved["appointment_date"], moved["slot_code"]) == ("2026-03-05", "PM")
    (visit,) = landlord.details(number).appointments
    assert (visit.starts_at, visit.status_code) == (datetime(2026, 3, 5, 12), "BKD")
    broken = landlord.act("break_appointment", order=number).facts
    assert (broken["appointment_status"], broken["reason_code"]) == ("BRK", "LANDLD")
    assert news(landlord) == ["APP"]
    with pytest.raises(ActionError, match="has no open appointment"):
        landlord.act("break_appointment", order=number)
    with pytest.raises(ActionError, match="has no appointment 'A9'"):
        landlord.act("break_appointment", order=number, appointment="A9")


def test_an_inspection_passes_once(landlord_with):
    landlord = landlord_with(may={"needs_inspection": True})
    number = landlord.completed()
    landlord.act("pass_inspection", order=number)
    with pytest.raises(ActionError, match="does not wait for an inspection"):
        landlord.act("pass_inspection", order=number)


def test_an_invoice_is_named_by_number_or_by_order(landlord):
    number = landlord.issued()
    with pytest.raises(ActionError, match="say which invoice"):
        landlord.act("pay_invoice")
    with pytest.raises(ActionError, match="has not been invoiced"):
        landlord.act("pay_invoice", order=number)
    with pytest.raises(ActionError, match="there is no invoice 'I9'"):
        landlord.act("pay_invoice", invoice="I9")


def test_a_variation_is_named_by_number_or_is_the_latest(landlord):
    number = landlord.issued()
    with pytest.raises(ActionError, match="has no variation"):
        landlord.act("approve_variation", order=number)
    vary(landlord, number)
    with pytest.raises(ActionError, match="has no variation 4"):
        landlord.act("approve_variation", order=number, variation=4)


def test_permissions_are_withdrawn_from_the_named_contractor_only(landlord):
    facts = landlord.act("withdraw_permission", contractor="bodge", permission="may_cancel").facts
    assert facts == {"contractor": "bodge", "permission": "may_cancel", "granted": False}
    assert not landlord.books.authorisation("bodge").may_cancel
    assert landlord.books.authorisation("acme").may_cancel
    with pytest.raises(ActionError, match="is no permission"):
        landlord.act("withdraw_permission", permission="may_fly")
    with pytest.raises(ActionError, match="there is no contractor 'nobody'"):
        landlord.act("withdraw_permission", contractor="nobody", permission="may_cancel")


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"lines": [{"sor": "900101", "quantity": "NaN"}]}, "Quantity"),
        ({"lines": [{"sor": "900101", "quantity": "Infinity"}]}, "Quantity"),
        ({"lines": [{"sor": "900101", "quantity": "1E5"}]}, "Quantity"),
        ({"lines": [{"sor": "900101", "quantity": "0.001"}]}, "Quantity"),
        ({"lines": [{"sor": "900101", "quantity": 1, "location": "x" * 41}]}, "Location"),
        ({"lines": ONE_LINE * 10_000}, "LineNumber"),
        ({"description": "x" * 241}, "Description"),
        ({"comments": "x" * 2001}, "Comments"),
        ({"home": {"postcode": "x" * 9}}, "Postcode"),
        ({"home": {"tenant_name": "x" * 81}}, "TenantName"),
        ({"home": {"access_am": "always"}}, "AccessAm"),
        ({"home": {"access_notes": "x" * 41}}, "Notes"),
        ({"home": {"uprn": "x"}}, "Uprn"),
        ({"home": {"alerts": [["NONE", "Dog"]]}}, "TypeCode"),
    ],
)
def test_an_order_that_its_details_could_not_show_is_not_raised(landlord, said, word):
    with pytest.raises(ActionError, match=rf"^{word} has"):
        landlord.act("raise_order", **(ORDER | said))
    assert not landlord.books.orders


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"lines": [{"line": 1, "quantity": "NaN"}]}, "Quantity"),
        ({"lines": [{"line": 1, "quantity": "10000"}]}, "Quantity"),
        ({"lines": [{"line": 10_000, "action": "ADD", "sor": "900101", "quantity": 1}]}, "LineN"),
        ({"description": "x" * 241}, "Description"),
        ({"comments": "x" * 2001}, "Comments"),
    ],
)
def test_an_order_is_not_amended_to_what_its_details_could_not_show(landlord, said, word):
    number = landlord.raised()
    before = landlord.order(number)

    with pytest.raises(ActionError, match=rf"^{word}"):
        landlord.act("amend_order", order=number, **said)
    assert landlord.order(number) == before


def test_no_order_is_dearer_than_an_invoice_can_say(landlord):
    dear = [{"sor": "900101", "quantity": "9999.99"}] * 2_000
    with pytest.raises(ActionError, match=r"with tax, and an invoice says 99999999\.99 at most"):
        landlord.act("raise_order", **(ORDER | {"lines": dear}))
    assert not landlord.books.orders


def test_the_landlords_quantity_is_told_without_noughts_behind_its_pence(landlord):
    lines = [{"sor": "900101", "quantity": "2." + "0" * 100}]
    number = landlord.raised(lines=lines)
    assert str(landlord.order(number).lines[0].quantity) == "2.00"

    landlord.act("amend_order", order=number, lines=[{"line": 1, "quantity": "3.500"}])
    assert str(landlord.order(number).lines[0].quantity) == "3.50"


@pytest.mark.parametrize("name", ["approve_variation", "reject_variation"])
def test_a_word_on_a_variation_fits_into_the_details(landlord_with, name):
    landlord = landlord_with(may={"maximum_variation_value": Decimal(0)})
    number = landlord.issued()
    line = VariationLine(line_number=1, action=LineAction.CHANGE, quantity=Decimal(5))
    landlord.call(
        VaryWorksOrder,
        works_order_number=number,
        base_version=1,
        reason_code="QTYCH",
        comments="Two more taps",
        lines=(line,),
    )

    with pytest.raises(ActionError, match="Comments has 241 characters"):
        landlord.act(name, order=number, comments="x" * 241)


def test_an_order_beside_another_has_its_request_number_and_the_next_free_sequence(landlord):
    first = landlord.act("raise_order", **ORDER).orders[0].works_order_number
    numbers = [
        landlord.act("raise_order", **ORDER, same_request_as=first).orders[0].works_order_number
        for _ in range(2)
    ]

    assert numbers == ["1000001/2", "1000001/3"]
    with pytest.raises(ActionError, match="there is no works order '7/7'"):
        landlord.act("raise_order", **ORDER, same_request_as="7/7")


def test_what_was_completed_in_the_portal_is_news_to_the_interface(landlord):
    number = landlord.issued()
    assert news(landlord) == []
    landlord.act("complete_in_portal", order=number, at="2026-03-01T10:00:00")

    order = landlord.order(number)
    assert (order.state.value, order.began, news(landlord)) == ("COM", True, ["AMD"])
    assert order.completion.completed_at == datetime(2026, 3, 1, 10)
    with pytest.raises(ActionError, match="has status COM and cannot be completed"):
        landlord.act("complete_in_portal", order=number)


def test_nothing_is_completed_in_the_portal_before_its_receipt_or_while_a_variation_waits(
    landlord_with,
):
    landlord = landlord_with(may={"maximum_variation_value": Decimal(0)})
    unread = landlord.act("raise_order", **ORDER).orders[0].works_order_number
    number = landlord.issued()
    vary(landlord, number)

    for each in (unread, number):
        with pytest.raises(ActionError, match="cannot be completed; that needs status ISS"):
            landlord.act("complete_in_portal", order=each)
