"""AP5 completes an issued order once, as its current version says."""

from datetime import timedelta
from decimal import Decimal

from nps_simulator.messages.complete_works_order import CompletedLine, CompleteWorksOrder
from nps_simulator.messages.vary_works_order import LineAction, VariationLine, VaryWorksOrder

WHOLE = ((1, "2"), (2, "3.5"))


def lines(*pairs):
    return tuple(CompletedLine(line_number=n, quantity=Decimal(q)) for n, q in pairs)


def complete(landlord, number, **more):
    values = {"works_order_number": number, "completed_at": landlord.now} | more
    return landlord.refusal(CompleteWorksOrder, **values)


def vary(landlord, number, *changes, version=1):
    return landlord.call(
        VaryWorksOrder,
        works_order_number=number,
        base_version=version,
        reason_code="ADDWK",
        comments="More found",
        lines=changes,
    )


ADD = VariationLine(line_number=3, action=LineAction.ADD, sor_code="900555", quantity=Decimal(1))
MORE = VariationLine(line_number=1, action=LineAction.CHANGE, quantity=Decimal(9))


def test_an_order_is_completed_with_its_lines_or_without_saying_them(landlord):
    for said in ((), lines(*WHOLE), lines(*reversed(WHOLE))):
        number = landlord.issued()
        landlord.later(hours=2)
        done_at = landlord.now - timedelta(hours=1)
        reply = landlord.call(
            CompleteWorksOrder, works_order_number=number, completed_at=done_at, lines=said
        )
        assert (reply.works_order_status, reply.recorded_at) == ("COM", landlord.now)
        order = landlord.order(number)
        assert (order.completion.completed_at, order.began) == (done_at, True)


def test_other_lines_than_the_current_version_has_are_refused(landlord):
    number = landlord.issued()
    for said in (((1, "2"),), ((1, "2"), (2, "3")), (*WHOLE, (3, "1"))):
        assert complete(landlord, number, lines=lines(*said)) == "COMPLETION-LINES"


def test_rejected_scope_is_refused_with_a_code_of_its_own(landlord_with):
    landlord = landlord_with(may={"maximum_variation_value": Decimal(0)})
    number = landlord.issued()
    vary(landlord, number, ADD, MORE)
    landlord.act("reject_variation", order=number)
    for said in ((*WHOLE, (3, "1")), ((1, "9"), (2, "3.5")), ((1, "1"), (2, "3.5"), (3, "1"))):
        assert complete(landlord, number, lines=lines(*said)) == "COMPLETION-REJECTED"
    assert complete(landlord, number, lines=lines(*WHOLE)) == ""


def test_an_applied_variation_is_completed_as_varied(landlord):
    number = landlord.issued()
    vary(landlord, number, VariationLine(line_number=1, action=LineAction.REMOVE))
    assert complete(landlord, number, lines=lines(*WHOLE)) == "COMPLETION-LINES"
    assert complete(landlord, number, lines=lines((2, "3.50"))) == ""


def test_nothing_is_completed_while_a_variation_is_pending(landlord_with):
    landlord = landlord_with(may={"maximum_variation_value": Decimal(0)})
    number = landlord.issued()
    vary(landlord, number, ADD)
    assert complete(landlord, number) == "VARIATION-PENDING"
    landlord.act("approve_variation", order=number)
    assert complete(landlord, number) == ""


def test_an_order_is_completed_once(landlord):
    number = landlord.completed()
    assert complete(landlord, number) == "COMPLETED-ALREADY"


def test_a_completion_lies_between_the_raising_and_now(landlord):
    number = landlord.issued()
    early, late = landlord.now - timedelta(minutes=1), landlord.now + timedelta(minutes=16)
    assert complete(landlord, number, completed_at=early) == "DATE-TOO-EARLY"
    assert complete(landlord, number, completed_at=late) == "DATE-IN-FUTURE"
    assert complete(landlord, number, completed_at=late - timedelta(minutes=1)) == ""


def test_lines_are_said_once_and_with_a_quantity(landlord):
    number = landlord.issued()
    assert complete(landlord, number, lines=lines((1, "2"), (1, "2"))) == "LINE-REPEATED"
    assert complete(landlord, number, lines=lines((1, "0"))) == "QUANTITY-NOT-POSITIVE"
    assert complete(landlord, number, lines=lines((1, "2.125"))) == "DECIMALS-TOO-MANY"


def test_an_inspecting_landlord_reviews_what_was_completed(landlord_with):
    landlord = landlord_with(may={"needs_inspection": True})
    number = landlord.completed()
    assert landlord.order(number).in_review
    landlord.act("pass_inspection", order=number)
    assert not landlord.order(number).in_review


def test_a_gullible_landlord_swallows_rejected_scope_and_keeps_the_order(landlord_with):
    landlord = landlord_with(gullible=True, may={"maximum_variation_value": Decimal(0)})
    number = landlord.issued()
    vary(landlord, number, ADD)
    landlord.act("reject_variation", order=number)
    reply = landlord.call(
        CompleteWorksOrder,
        works_order_number=number,
        completed_at=landlord.now,
        lines=lines(*WHOLE, (3, "1")),
    )
    assert (reply.works_order_status, landlord.suspended) == ("COM", "COMPLETION-REJECTED")
    assert (landlord.order(number).state, landlord.order(number).completion) == ("ISS", None)
