"""AP2 tells everything of one order, and only of one's own."""

from datetime import timedelta
from decimal import Decimal

from nps_simulator.messages.add_works_order_note import AddWorksOrderNote
from nps_simulator.messages.record_non_access import RecordNonAccess
from nps_simulator.messages.request_works_order_details import RequestWorksOrderDetails


def test_the_details_hold_home_lines_and_sums(landlord):
    home = {"tenant_name": "Z. Applethwaite", "key_safe_code": "4711", "alerts": [["DOG", "Rex"]]}
    number = landlord.raised(home=home, comments="Ring first")
    told = landlord.details(number)
    assert (told.works_order_number, told.version, told.status) == (number, 1, "AUT")
    assert (told.contact.tenant_name, told.access.key_safe_code) == ("Z. Applethwaite", "4711")
    assert [(each.type_code, each.text) for each in told.alerts] == [("DOG", "Rex")]
    assert [(line.line_number, line.sor_code, line.quantity) for line in told.lines] == [
        (1, "900101", Decimal(2)),
        (2, "900425", Decimal("3.5")),
    ]
    assert (told.estimated_net, told.estimated_tax) == (Decimal("106.90"), Decimal("21.38"))
    assert told.comments == "Ring first"


def test_the_details_hold_what_happened_to_the_order(landlord):
    number = landlord.issued(appointment={"date": landlord.now.date(), "slot": "AM"})
    landlord.later(hours=1)
    landlord.call(
        RecordNonAccess,
        works_order_number=number,
        visited_at=landlord.now,
        reason_code="NOANS",
        carded=True,
    )
    landlord.call(AddWorksOrderNote, works_order_number=number, text="Dog barks")
    told = landlord.details(number)
    assert [(each.status_code, each.booked_by) for each in told.appointments] == [
        ("NAC", "LANDLORD")
    ]
    assert [(each.non_access_number, each.carded) for each in told.non_accesses] == [(1, True)]
    assert [(each.author, each.text) for each in told.notes] == [("acme", "Dog barks")]


def test_the_details_hold_completion_and_invoice(landlord):
    number = landlord.completed()
    landlord.invoice(number)
    told = landlord.details(number)
    assert told.completion.completed_at == landlord.now
    assert [(each.status, each.net, each.tax) for each in told.invoices] == [
        ("PAID", Decimal("106.90"), Decimal("21.38"))
    ]


def test_details_read_again_are_the_same_value_until_the_order_changes(landlord):
    """So that an endpoint need not write them again."""
    number = landlord.issued()

    def read():
        return landlord.call(RequestWorksOrderDetails, works_order_number=number)

    first = read()
    assert read() is first
    landlord.call(AddWorksOrderNote, works_order_number=number, text="Dog barks")
    assert first.works_order.notes == ()
    assert [each.text for each in read().works_order.notes] == ["Dog barks"]


def test_details_read_again_tell_what_became_of_an_invoice(landlord_with):
    """Its state changes while the order stays as it is."""
    landlord = landlord_with(may={"maximum_invoice_value": Decimal(1)}, pays_at_once=False)
    number = landlord.completed()
    landlord.invoice(number)
    order = landlord.order(number)
    (invoice,) = landlord.details(number).invoices
    landlord.act("approve_invoice", order=number)
    (later,) = landlord.details(number).invoices

    assert landlord.order(number) == order
    assert (invoice.status, later.status) == ("RCV", "APR")


def test_a_number_of_another_contractor_is_answered_as_one_that_does_not_exist(landlord):
    number = landlord.raised(contractor="bodge")
    other = landlord.call(RequestWorksOrderDetails, works_order_number=number)
    unknown = landlord.call(RequestWorksOrderDetails, works_order_number="9999999/1")
    text = unknown.action_status.messages[0].text.replace("9999999/1", number)
    assert other.action_status.messages[0].text == text
    assert other.action_status.messages[0].code == "ORDER-UNKNOWN"
    assert other.works_order is None


def test_an_order_that_waits_for_authorisation_does_not_exist_yet(landlord_with):
    landlord = landlord_with(automatic_authorisation=False)
    number = landlord.raised()
    code = landlord.refusal(RequestWorksOrderDetails, works_order_number=number)
    assert code == "ORDER-UNKNOWN"


def test_only_a_delivered_reply_counts_as_shown(landlord):
    number = landlord.raised()
    landlord.delivers = False
    landlord.details(number)
    assert landlord.order(number).delivered_counter == 0
    landlord.delivers = True
    landlord.details(number)
    assert landlord.order(number).delivered_counter == landlord.order(number).counter


def test_a_malformed_number_is_refused_by_its_pattern(landlord):
    for number in ("1000001", "1000001/1 ", "x/1"):
        code = landlord.refusal(RequestWorksOrderDetails, works_order_number=number)
        assert code == "PATTERN-WRONG"
    assert (
        landlord.refusal(RequestWorksOrderDetails, works_order_number="1" * 12 + "/1")
        == "TEXT-TOO-LONG"
    )


def test_the_target_follows_the_priority(landlord):
    at = landlord.now  # a Monday, 09:00
    for priority, days in (("EMG", 1), ("URG", 7), ("ROU", 28), ("PLN", 90)):
        number = landlord.raised(priority=priority)
        assert landlord.details(number).target_at == at + timedelta(days=days)
    assert landlord.details(landlord.raised(priority="IMM")).target_at == at + timedelta(hours=4)
