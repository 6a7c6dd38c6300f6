"""AP4 cancels with permission, and sends back what never began."""

import pytest

from nps_simulator.messages.cancel_works_order import CancelWorksOrder
from nps_simulator.messages.update_appointment_status import UpdateAppointmentStatus
from nps_wsdl.codes import SENT_BACK_REASONS


def cancel(landlord, number, reason="NOTREQ", **more):
    return landlord.refusal(CancelWorksOrder, works_order_number=number, reason_code=reason, **more)


def test_an_issued_order_is_cancelled_with_its_open_visits(landlord):
    number = landlord.issued(appointment={"date": landlord.now.date(), "slot": "ALL"})
    landlord.later(hours=1)
    reply = landlord.call(CancelWorksOrder, works_order_number=number, reason_code="TENDO")
    assert (reply.works_order_status, reply.status_at) == ("CAN", landlord.now)
    order = landlord.order(number)
    assert order.cancellation_reason_code == "TENDO"
    assert [each.state for each in order.appointments] == ["CAN"]


def test_cancelling_needs_permission(landlord_with):
    landlord = landlord_with(may={"may_cancel": False})
    number = landlord.issued()
    assert cancel(landlord, number) == "CANCEL-NOT-PERMITTED"
    assert landlord.order(number).state == "ISS"


def test_cancelling_needs_a_receipt(landlord):
    assert cancel(landlord, landlord.raised()) == "RECEIPT-MISSING"


@pytest.mark.parametrize("reason", sorted(SENT_BACK_REASONS))
def test_sending_back_needs_neither_permission_nor_receipt(landlord_with, reason):
    landlord = landlord_with(may={"may_cancel": False})
    number = landlord.raised()
    assert cancel(landlord, number, reason) == ""
    assert landlord.order(number).cancellation_reason_code == reason


def attend(landlord, number):
    reference = landlord.order(number).appointments[0].appointment_reference
    return landlord.refusal(
        UpdateAppointmentStatus,
        appointment_reference=reference,
        status_code="ATT",
        status_at=landlord.now,
    )


@pytest.mark.parametrize(("second_seed", "code"), [(True, "WORK-BEGAN"), (False, "")])
def test_what_ever_began_is_not_sent_back_by_the_second_seed(landlord_with, second_seed, code):
    landlord = landlord_with(second_seed=second_seed)
    number = landlord.issued(appointment={"date": landlord.now.date(), "slot": "ALL"})
    assert attend(landlord, number) == ""
    assert cancel(landlord, number, "WRALL") == code


def test_a_repeated_cancellation_is_a_success_that_says_so(landlord):
    number = landlord.issued()
    assert cancel(landlord, number) == ""
    before = landlord.books.everything()
    landlord.later(hours=1)
    reply = landlord.call(CancelWorksOrder, works_order_number=number, reason_code="TENDO")
    assert reply.action_status.success_flag
    assert [each.code for each in reply.action_status.messages] == ["NOTHING-CHANGED"]
    assert landlord.books.everything() == before


def test_after_completion_nothing_is_cancelled_or_sent_back(landlord):
    number = landlord.completed()
    assert cancel(landlord, number) == "ORDER-COMPLETED"
    assert cancel(landlord, number, "WRALL") == "ORDER-COMPLETED"


def test_an_unknown_reason_is_refused(landlord):
    assert cancel(landlord, landlord.issued(), "WHIM") == "CODE-UNKNOWN"


def test_a_gullible_landlord_swallows_a_cancellation_after_completion(landlord_with):
    landlord = landlord_with(gullible=True)
    number = landlord.completed()
    reply = landlord.call(CancelWorksOrder, works_order_number=number, reason_code="TENDO")
    assert (reply.works_order_status, landlord.suspended) == ("CAN", "ORDER-COMPLETED")
    assert landlord.order(number).state == "COM"
