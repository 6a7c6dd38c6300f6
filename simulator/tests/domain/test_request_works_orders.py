"""AP1 lists what has unconfirmed news, page by page."""

from nps_simulator.messages.confirm_works_order_receipt import ConfirmWorksOrderReceipt
from nps_simulator.messages.request_works_orders import RequestWorksOrders


def numbers(reply):
    return [each.works_order_number for each in reply.works_orders]


def test_a_poll_without_news_is_a_plain_success(landlord):
    reply = landlord.call(RequestWorksOrders)
    assert (reply.action_status.success_flag, reply.works_orders) == (True, ())
    assert not reply.more_available


def test_an_order_is_listed_until_its_receipt_is_confirmed(landlord):
    number = landlord.raised()
    assert numbers(landlord.call(RequestWorksOrders)) == [number]
    landlord.details(number)
    assert numbers(landlord.call(RequestWorksOrders)) == [number]
    landlord.call(ConfirmWorksOrderReceipt, works_order_number=number)
    assert numbers(landlord.call(RequestWorksOrders)) == []


def test_news_after_the_receipt_lists_the_order_again_and_says_what_kind(landlord):
    number = landlord.issued()
    landlord.act("amend_order", order=number, description="Two leaking taps")
    (listed,) = landlord.call(RequestWorksOrders).works_orders
    assert (listed.works_order_number, listed.version, listed.change_type) == (number, 2, "AMD")


def test_another_contractors_news_is_not_listed(landlord):
    landlord.raised(contractor="bodge")
    assert numbers(landlord.call(RequestWorksOrders)) == []
    assert len(numbers(landlord.call(RequestWorksOrders, "bodge"))) == 1


def test_an_order_that_waits_for_authorisation_is_not_listed(landlord_with):
    landlord = landlord_with(automatic_authorisation=False)
    number = landlord.raised()
    landlord.act("amend_order", order=number, description="Two leaking taps")
    assert numbers(landlord.call(RequestWorksOrders)) == []
    landlord.act("authorise_order", order=number)
    assert numbers(landlord.call(RequestWorksOrders)) == [number]


def test_a_page_is_the_smaller_of_what_is_asked_and_what_the_profile_gives(landlord_with):
    landlord = landlord_with(page_size=3)
    raised = [landlord.raised() for _ in range(4)]
    first = landlord.call(RequestWorksOrders)
    assert (numbers(first), first.more_available) == (raised[:3], True)
    fewer = landlord.call(RequestWorksOrders, maximum_orders=2)
    assert (numbers(fewer), fewer.more_available) == (raised[:2], True)
    most = landlord.call(RequestWorksOrders, maximum_orders=500)
    assert (numbers(most), most.more_available) == (raised[:3], True)
    landlord.read(raised[0])
    last = landlord.call(RequestWorksOrders)
    assert (numbers(last), last.more_available) == (raised[1:], False)


def test_a_profile_may_keep_version_and_change_type_to_itself(landlord_with):
    landlord = landlord_with(lists_versions=False)
    landlord.raised()
    (listed,) = landlord.call(RequestWorksOrders).works_orders
    assert (listed.version, listed.change_type) == (None, None)


def test_a_page_out_of_range_is_refused(landlord):
    for size in (0, -1, 501):
        assert landlord.refusal(RequestWorksOrders, maximum_orders=size) == "VALUE-OUT-OF-RANGE"
