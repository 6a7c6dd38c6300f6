"""AP7 numbers the events of an order, and ends the visit that found no way in."""

from datetime import timedelta

from nps_simulator.messages.record_non_access import RecordNonAccess

ABOUT = {"reason_code": "NOANS", "carded": True}


def record(landlord, number, **more):
    values = {"works_order_number": number, "visited_at": landlord.now} | ABOUT | more
    return landlord.call(RecordNonAccess, **values)


def refusal(landlord, number, **more):
    values = {"works_order_number": number, "visited_at": landlord.now} | ABOUT | more
    return landlord.refusal(RecordNonAccess, **values)


def with_visit(landlord, days=0):
    day = landlord.now.date() + timedelta(days=days)
    number = landlord.issued(appointment={"date": day, "slot": "ALL"})
    return number, landlord.order(number).appointments[0].appointment_reference


def test_the_named_visit_had_no_access_and_is_to_be_booked_again(landlord):
    number, reference = with_visit(landlord)
    reply = record(landlord, number, appointment_reference=reference)
    assert (reply.non_access_number, reply.appointment_status) == (1, "NAC")
    assert (reply.appointment_reference, reply.required_action) == (reference, "REBOOK")
    assert landlord.order(number).began


def test_without_a_name_it_is_the_open_visit_of_that_day(landlord):
    today, reference = with_visit(landlord)
    assert record(landlord, today).appointment_reference == reference
    tomorrow, _ = with_visit(landlord, days=1)
    assert record(landlord, tomorrow).appointment_reference is None
    assert landlord.order(tomorrow).appointments[0].state == "BKD"


def test_the_third_event_refers_the_order_back(landlord):
    number = landlord.issued()
    actions = [record(landlord, number).required_action for _ in range(4)]
    assert actions == ["REBOOK", "REBOOK", "REFER", "REFER"]
    assert [each.non_access_number for each in landlord.order(number).non_accesses] == [1, 2, 3, 4]


def test_an_appointment_of_another_order_is_unknown(landlord):
    number = landlord.issued()
    _, reference = with_visit(landlord)
    assert refusal(landlord, number, appointment_reference=reference) == "APPOINTMENT-UNKNOWN"


def test_a_visit_that_ended_otherwise_had_access(landlord):
    number, reference = with_visit(landlord)
    landlord.act("break_appointment", order=number)
    assert refusal(landlord, number, appointment_reference=reference) == "APPOINTMENT-FINAL"


def test_a_visit_lies_between_the_raising_and_now(landlord):
    number = landlord.issued()
    hour = timedelta(hours=1)
    assert refusal(landlord, number, visited_at=landlord.now + hour) == "DATE-IN-FUTURE"
    assert refusal(landlord, number, visited_at=landlord.now - hour) == "DATE-TOO-EARLY"


def test_a_gullible_landlord_answers_an_event_on_a_cancelled_order(landlord_with):
    landlord = landlord_with(gullible=True)
    number = landlord.issued()
    landlord.act("cancel_order", order=number)
    assert record(landlord, number).non_access_number == 1
    assert landlord.suspended == "ORDER-CANCELLED"
    assert landlord.order(number).non_accesses == ()
