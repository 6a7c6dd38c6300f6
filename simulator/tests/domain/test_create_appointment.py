"""EX1 books a slot to come, one open visit at a time."""

from datetime import datetime, timedelta

import pytest

from nps_simulator.messages.create_appointment import CreateAppointment
from nps_simulator.messages.update_appointment_status import UpdateAppointmentStatus


def values(landlord, number, days=1, **more):
    day = landlord.now.date() + timedelta(days=days)
    return {"works_order_number": number, "appointment_date": day, "slot_code": "AM"} | more


def book(landlord, number, days=1, **more):
    return landlord.call(CreateAppointment, **values(landlord, number, days, **more))


def refusal(landlord, number, days=1, **more):
    return landlord.refusal(CreateAppointment, **values(landlord, number, days, **more))


@pytest.mark.parametrize(
    ("slot", "starts", "ends"),
    [
        ("AM", (8, 0), (12, 0)),
        ("PM", (12, 0), (16, 30)),
        ("SCH", (9, 30), (14, 0)),
        ("ALL", (8, 0), (16, 30)),
        ("EVE", (16, 0), (18, 0)),
    ],
)
def test_a_visit_gets_the_landlords_reference_and_the_times_of_its_slot(
    landlord, slot, starts, ends
):
    number = landlord.issued()
    reply = book(landlord, number, slot_code=slot, external_reference="MINE-1")
    assert (reply.appointment_reference, reply.appointment_status) == ("A000001", "BKD")
    assert (reply.starts_at, reply.ends_at) == (
        datetime(2026, 3, 3, *starts),
        datetime(2026, 3, 3, *ends),
    )
    (told,) = landlord.details(number).appointments
    assert (told.booked_by, told.external_reference) == ("CONTRACTOR", "MINE-1")


def test_the_reply_says_whether_the_visit_is_within_the_target(landlord):
    number = landlord.issued(priority="EMG")
    assert book(landlord, number).within_target
    late = book(landlord, number, days=2, replaces_appointment_reference="A000001")
    assert not late.within_target


def test_a_second_open_visit_must_replace_the_first(landlord):
    number = landlord.issued()
    first = book(landlord, number).appointment_reference
    assert refusal(landlord, number, days=2) == "APPOINTMENT-OPEN"
    assert refusal(landlord, number, days=2, replaces_appointment_reference=first) == ""
    assert [each.state for each in landlord.order(number).appointments] == ["CAN", "BKD"]


def test_a_broken_visit_is_replaced_and_stays_broken(landlord):
    number = landlord.issued()
    first = book(landlord, number).appointment_reference
    landlord.act("break_appointment", order=number)
    assert refusal(landlord, number, replaces_appointment_reference=first) == ""
    assert [each.state for each in landlord.order(number).appointments] == ["BRK", "BKD"]


def test_a_completed_visit_is_followed_and_not_replaced(landlord):
    number = landlord.issued()
    first = book(landlord, number).appointment_reference
    landlord.call(
        UpdateAppointmentStatus,
        appointment_reference=first,
        status_code="CMP",
        status_at=landlord.now,
    )
    code = refusal(landlord, number, replaces_appointment_reference=first)
    assert code == "REPLACES-COMPLETED"
    assert refusal(landlord, number) == ""


def test_a_replaced_visit_must_be_one_of_the_order(landlord):
    number, other = landlord.issued(), landlord.issued()
    reference = book(landlord, other).appointment_reference
    code = refusal(landlord, number, replaces_appointment_reference=reference)
    assert code == "APPOINTMENT-UNKNOWN"


def test_booking_needs_permission_which_the_landlord_may_withdraw(landlord):
    number = landlord.issued()
    landlord.act("withdraw_permission", permission="may_book_appointments")
    assert refusal(landlord, number) == "BOOKING-NOT-PERMITTED"
    landlord.act("withdraw_permission", permission="may_book_appointments", back=True)
    assert refusal(landlord, number) == ""


def test_a_slot_must_not_be_over_nor_a_year_ahead(landlord):
    number = landlord.issued()  # 09:00
    assert refusal(landlord, number, days=-1) == "APPOINTMENT-IN-PAST"
    assert refusal(landlord, number, days=367) == "DATE-TOO-FAR"
    landlord.later(hours=3)
    assert refusal(landlord, number, days=0) == "APPOINTMENT-IN-PAST"
    assert refusal(landlord, number, days=0, slot_code="PM") == ""


def test_a_gullible_landlord_answers_a_booking_on_a_held_order(landlord_with):
    landlord = landlord_with(gullible=True)
    number = landlord.issued()
    landlord.act("hold_order", order=number)
    assert book(landlord, number).appointment_status == "BKD"
    assert (landlord.suspended, landlord.order(number).appointments) == ("ORDER-HELD", ())
