"""AP3 acknowledges what the last delivered details showed."""

from datetime import timedelta

from nps_simulator.messages.confirm_works_order_receipt import ConfirmWorksOrderReceipt
from nps_simulator.messages.request_works_orders import RequestWorksOrders


def test_the_first_receipt_issues_the_order(landlord):
    number = landlord.raised()
    landlord.details(number)
    landlord.later(minutes=5)
    reply = landlord.call(
        ConfirmWorksOrderReceipt, works_order_number=number, contractor_reference="J-1"
    )
    assert (reply.works_order_status, reply.version) == ("ISS", 1)
    order = landlord.order(number)
    assert (order.issued_at, order.contractor_reference) == (landlord.now, "J-1")


def test_a_receipt_before_the_details_is_refused(landlord):
    number = landlord.raised()
    code = landlord.refusal(ConfirmWorksOrderReceipt, works_order_number=number)
    assert code == "DETAILS-NOT-READ"


def test_details_that_were_not_delivered_cannot_be_confirmed(landlord):
    number = landlord.raised()
    landlord.delivers = False
    landlord.details(number)
    code = landlord.refusal(ConfirmWorksOrderReceipt, works_order_number=number)
    assert code == "DETAILS-NOT-READ"


def test_a_version_must_be_the_one_that_was_read_last(landlord):
    number = landlord.raised()
    landlord.details(number)
    landlord.act("amend_order", order=number, description="Two leaking taps")
    about = {"works_order_number": number}
    assert landlord.refusal(ConfirmWorksOrderReceipt, version=2, **about) == "VERSION-NOT-READ"
    landlord.details(number)
    assert landlord.refusal(ConfirmWorksOrderReceipt, version=1, **about) == "VERSION-NOT-READ"
    assert landlord.refusal(ConfirmWorksOrderReceipt, version=2, **about) == ""


def test_what_changed_after_the_reading_stays_listed(landlord):
    number = landlord.raised()
    landlord.details(number)
    landlord.act("amend_order", order=number, description="Two leaking taps")
    reply = landlord.call(ConfirmWorksOrderReceipt, works_order_number=number, version=1)
    assert (reply.action_status.success_flag, reply.version) == (True, 1)
    assert len(landlord.call(RequestWorksOrders).works_orders) == 1


def test_a_repeated_receipt_is_accepted_and_changes_nothing(landlord):
    number = landlord.issued()
    before = landlord.books.everything()
    landlord.later(hours=1)
    assert landlord.refusal(ConfirmWorksOrderReceipt, works_order_number=number) == ""
    assert landlord.books.everything() == before


def test_the_receipt_of_a_cancellation_takes_it_off_the_list(landlord):
    number = landlord.issued()
    landlord.act("cancel_order", order=number)
    assert len(landlord.call(RequestWorksOrders).works_orders) == 1
    landlord.read(number)
    assert landlord.call(RequestWorksOrders).works_orders == ()
    assert landlord.order(number).state == "CAN"


def test_a_receipt_from_the_future_is_refused(landlord):
    number = landlord.raised()
    landlord.details(number)
    code = landlord.refusal(
        ConfirmWorksOrderReceipt,
        works_order_number=number,
        received_at=landlord.now + timedelta(hours=1),
    )
    assert code == "DATE-IN-FUTURE"


def test_a_gullible_landlord_swallows_an_early_receipt_and_issues_nothing(landlord_with):
    landlord = landlord_with(gullible=True)
    number = landlord.raised()
    reply = landlord.call(
        ConfirmWorksOrderReceipt, works_order_number=number, external_reference="R-1"
    )
    assert (reply.works_order_status, reply.version) == ("ISS", 1)
    assert landlord.suspended == "DETAILS-NOT-READ"
    order = landlord.order(number)
    assert (order.state, order.beside) == ("AUT", ("ConfirmWorksOrderReceipt R-1",))


def test_a_landlord_that_requires_versions_refuses_a_receipt_without_one(landlord_with):
    landlord = landlord_with(requires_versions=True)
    number = landlord.raised()
    landlord.details(number)
    assert (
        landlord.refusal(ConfirmWorksOrderReceipt, works_order_number=number) == "VERSION-MISSING"
    )
    landlord.call(ConfirmWorksOrderReceipt, works_order_number=number, version=1)
    assert landlord.order(number).state == "ISS"
