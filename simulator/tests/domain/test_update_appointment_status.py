"""AP9 reports on a visit by the landlord's reference."""

from datetime import timedelta

import pytest

from nps_simulator.messages.complete_works_order import CompleteWorksOrder
from nps_simulator.messages.update_appointment_status import UpdateAppointmentStatus


def with_visit(landlord, **more):
    visit = {"date": landlord.now.date(), "slot": "ALL"}
    number = landlord.issued(appointment=visit, **more)
    return number, landlord.order(number).appointments[0].appointment_reference


def update(landlord, reference, status, **more):
    return landlord.call(UpdateAppointmentStatus, **values(landlord, reference, status, **more))


def refusal(landlord, reference, status, **more):
    return landlord.refusal(UpdateAppointmentStatus, **values(landlord, reference, status, **more))


def values(landlord, reference, status, **more):
    given = {"appointment_reference": reference, "status_code": status, "status_at": landlord.now}
    return given | more


def test_a_visit_goes_step_by_step_and_the_reply_tells_both_statuses(landlord):
    number, reference = with_visit(landlord)
    before = "BKD"
    for status in ("CNF", "ENR", "ATT", "CMP"):
        reply = update(landlord, reference, status)
        assert (reply.previous_status, reply.appointment_status) == (before, status)
        assert reply.works_order_number == number
        before = status


@pytest.mark.parametrize(
    ("status", "began"),
    [("CNF", False), ("ENR", False), ("BRK", False), ("ATT", True), ("CMP", True), ("NAC", True)],
)
def test_an_order_begins_with_an_operative_at_the_door(landlord, status, began):
    number, reference = with_visit(landlord)
    update(landlord, reference, status, reason_code="VANBRK")
    assert landlord.order(number).began is began


def test_what_began_stays_begun(landlord):
    number, reference = with_visit(landlord)
    update(landlord, reference, "ATT")
    update(landlord, reference, "BRK", reason_code="NOPART")
    assert landlord.order(number).began


@pytest.mark.parametrize("status", ["BRK", "CAN"])
def test_breaking_and_cancelling_need_a_reason(landlord, status):
    number, reference = with_visit(landlord)
    assert refusal(landlord, reference, status) == "REASON-MISSING"
    assert refusal(landlord, reference, status, reason_code="WEATHR") == ""
    assert landlord.order(number).appointments[0].reason_code == "WEATHR"


def test_a_repeated_status_is_accepted_and_changes_nothing(landlord):
    _, reference = with_visit(landlord)
    update(landlord, reference, "CMP")
    before = landlord.books.everything()
    landlord.later(hours=1)
    reply = update(landlord, reference, "CMP")
    assert [each.code for each in reply.action_status.messages] == ["NOTHING-CHANGED"]
    assert landlord.books.everything() == before


def test_a_broken_appointment_is_not_completed(landlord):
    number, reference = with_visit(landlord)
    landlord.act("break_appointment", order=number)
    assert refusal(landlord, reference, "CMP") == "APPOINTMENT-BROKEN"
    assert refusal(landlord, reference, "ATT") == "APPOINTMENT-FINAL"


def test_only_the_landlords_references_of_ones_own_orders_are_known(landlord):
    theirs = landlord.issued("bodge", appointment={"date": landlord.now.date(), "slot": "ALL"})
    reference = landlord.order(theirs).appointments[0].appointment_reference
    assert refusal(landlord, reference, "CNF") == "APPOINTMENT-UNKNOWN"
    assert refusal(landlord, "MY-OWN-1", "CNF") == "APPOINTMENT-UNKNOWN"


def test_the_last_visit_to_end_closes_a_paid_order(landlord):
    number, reference = with_visit(landlord)
    landlord.call(CompleteWorksOrder, works_order_number=number, completed_at=landlord.now)
    assert landlord.invoice(number).orders[0].works_order_status == "COM"
    update(landlord, reference, "CMP")
    assert landlord.order(number).state == "CLO"
    assert refusal(landlord, reference, "CMP") == "ORDER-CLOSED"


def test_without_the_second_seed_an_open_visit_keeps_no_order_open(landlord_with):
    landlord = landlord_with(second_seed=False)
    number, reference = with_visit(landlord)
    landlord.call(CompleteWorksOrder, works_order_number=number, completed_at=landlord.now)
    assert landlord.invoice(number).orders[0].works_order_status == "CLO"
    assert refusal(landlord, reference, "CMP") == ""


def test_a_held_order_takes_a_called_off_visit_but_no_operative(landlord):
    number, reference = with_visit(landlord)
    landlord.act("hold_order", order=number)
    assert refusal(landlord, reference, "ATT") == "ORDER-HELD"
    assert refusal(landlord, reference, "NAC") == "ORDER-WAITS"
    assert refusal(landlord, reference, "CAN", reason_code="TENCAN") == ""


def test_a_status_lies_between_the_raising_and_now(landlord):
    _, reference = with_visit(landlord)
    hour = timedelta(hours=1)
    assert refusal(landlord, reference, "CNF", status_at=landlord.now + hour) == "DATE-IN-FUTURE"
    assert refusal(landlord, reference, "CNF", status_at=landlord.now - hour) == "DATE-TOO-EARLY"


def test_a_status_that_is_not_published_is_refused(landlord):
    _, reference = with_visit(landlord)
    assert refusal(landlord, reference, "DONE") == "CODE-UNKNOWN"


def test_a_gullible_landlord_swallows_the_completion_of_a_broken_visit(landlord_with):
    landlord = landlord_with(gullible=True)
    number, reference = with_visit(landlord)
    landlord.act("break_appointment", order=number)
    reply = update(landlord, reference, "CMP", external_reference="E-9")
    assert (reply.previous_status, reply.appointment_status) == ("BRK", "CMP")
    assert landlord.suspended == "APPOINTMENT-BROKEN"
    order = landlord.order(number)
    assert order.appointments[0].state == "BRK"
    assert order.beside == ("UpdateAppointmentStatus E-9",)
    update(landlord, reference, "ATT", external_reference="E-10")
    assert landlord.order(number).beside == (
        "UpdateAppointmentStatus E-9",
        "UpdateAppointmentStatus E-10",
    )


@pytest.mark.parametrize("action", ["hold_order", "cancel_order"])
def test_a_repeated_visit_is_accepted_even_when_no_new_one_would_be(landlord, action):
    number, reference = with_visit(landlord)
    update(landlord, reference, "CMP")
    landlord.act(action, order=number)
    assert refusal(landlord, reference, "CMP") == ""
