"""AP6 applies what is within the limits, and puts the rest before the landlord."""

from decimal import Decimal

import pytest

from nps_simulator.actions.registry import ActionError
from nps_simulator.messages.request_works_orders import RequestWorksOrders
from nps_simulator.messages.vary_works_order import LineAction, VariationLine, VaryWorksOrder


def add(line=3, sor="900101", quantity="1", **more):
    return VariationLine(
        line_number=line,
        action=LineAction.ADD,
        sor_code=sor,
        quantity=None if quantity is None else Decimal(quantity),
        **more,
    )


def change(line=1, quantity="3", **more):
    return VariationLine(
        line_number=line, action=LineAction.CHANGE, quantity=Decimal(quantity), **more
    )


def remove(line=1):
    return VariationLine(line_number=line, action=LineAction.REMOVE)


MANUAL = {
    "description": "Rehang door",
    "unit": "IT",
    "unit_rate": Decimal("20.00"),
    "trade_code": "CP",
}


DEAR = {"quantity": "9999.99", "unit_rate": Decimal("999999.99")}  # each within its own limit


def values(number, *lines, **more):
    given = {"works_order_number": number, "base_version": 1, "reason_code": "ADDWK"}
    return given | {"lines": lines} | more


def refusal(landlord, number, *lines, **more):
    return landlord.refusal(VaryWorksOrder, **values(number, *lines, **more))


def lines_of(landlord, number):
    return {
        line.line_number: (line.sor_code, line.quantity) for line in landlord.order(number).lines
    }


def test_a_variation_within_the_limit_makes_a_new_version_that_is_listed(landlord):
    number = landlord.issued()
    reply = landlord.call(VaryWorksOrder, **values(number, add(), change(2, "4"), remove(1)))
    assert (reply.outcome, reply.new_version, reply.variation_number) == ("APPLIED", 2, 1)
    assert reply.estimated_net == Decimal("106.10")
    assert lines_of(landlord, number) == {2: ("900425", Decimal(4)), 3: ("900101", Decimal(1))}
    (listed,) = landlord.call(RequestWorksOrders).works_orders
    assert (listed.version, listed.change_type) == (2, "VAR")
    assert landlord.order(number).began


def test_the_limit_itself_is_still_within_and_a_penny_more_waits(landlord_with):
    for limit, outcome in (("12.50", "APPLIED"), ("12.49", "PENDING")):
        landlord = landlord_with(may={"maximum_variation_value": Decimal(limit)})
        number = landlord.issued()
        reply = landlord.call(VaryWorksOrder, **values(number, add(), comments="More found"))
        assert reply.outcome == outcome


def test_no_limit_means_that_everything_is_applied(landlord_with):
    landlord = landlord_with(may={"maximum_variation_value": None})
    number = landlord.issued()
    reply = landlord.call(VaryWorksOrder, **values(number, add(quantity="9999.99")))
    assert reply.outcome == "APPLIED"


@pytest.mark.parametrize("less", [remove(2), change(2, "0.5")])
def test_a_reduction_does_not_pay_for_an_addition(landlord_with, less):
    landlord = landlord_with(may={"maximum_variation_value": Decimal("12.00")})
    number = landlord.issued()
    lines = (add(), less)
    reply = landlord.call(VaryWorksOrder, **values(number, *lines, comments="Instead"))
    assert reply.outcome == "PENDING"


def test_an_order_above_the_contractors_order_limit_waits(landlord_with):
    landlord = landlord_with(may={"maximum_order_value": Decimal("110.00")})
    number = landlord.issued()
    assert landlord.call(VaryWorksOrder, **values(number, add())).outcome == "PENDING"


def pending(landlord_with, *lines, **policy):
    landlord = landlord_with(may={"maximum_variation_value": Decimal(0)}, **policy)
    number = landlord.issued()
    reply = landlord.call(VaryWorksOrder, **values(number, *lines, comments="More found"))
    assert (reply.outcome, reply.new_version) == ("PENDING", None)
    return landlord, number


def test_a_pending_variation_changes_nothing_until_it_is_approved(landlord_with):
    landlord, number = pending(landlord_with, add(), change())
    before = lines_of(landlord, number)
    assert landlord.order(number).version == 1
    assert landlord.call(RequestWorksOrders).works_orders == ()
    facts = landlord.act("approve_variation", order=number, comments="Fine").facts
    assert (facts["variation_number"], facts["new_version"]) == (1, 2)
    assert lines_of(landlord, number) == before | {
        1: ("900101", Decimal(3)),
        3: ("900101", Decimal(1)),
    }
    (told,) = landlord.details(number).variations
    assert (told.status, told.new_version, told.comments) == ("APPR", 2, "Fine")


@pytest.mark.parametrize(("announces", "listed"), [(True, ["REJ"]), (False, [])])
def test_a_rejection_leaves_the_order_and_is_listed_where_it_is_announced(
    landlord_with, announces, listed
):
    landlord, number = pending(landlord_with, add(), announces_rejections=announces)
    before = lines_of(landlord, number)
    facts = landlord.act("reject_variation", order=number, reason="OVLIM").facts
    assert (facts["reject_reason_code"], facts["announced"]) == ("OVLIM", announces)
    polled = landlord.call(RequestWorksOrders).works_orders
    assert [each.change_type for each in polled] == listed
    assert (landlord.order(number).version, lines_of(landlord, number)) == (1, before)
    (told,) = landlord.details(number).variations
    assert (told.status, told.reject_reason_code) == ("REJ", "OVLIM")


def test_one_variation_at_a_time(landlord_with):
    landlord, number = pending(landlord_with, add())
    assert refusal(landlord, number, change(quantity="1")) == "VARIATION-OPEN"
    landlord.act("reject_variation", order=number)
    assert refusal(landlord, number, change(quantity="1")) == ""


def test_an_approval_that_no_longer_fits_the_order_is_an_error(landlord_with):
    landlord, number = pending(landlord_with, add())
    line = {"action": "ADD", "line": 3, "sor": "900205", "quantity": 1}
    landlord.act("amend_order", order=number, lines=[line])
    with pytest.raises(ActionError, match="line 3"):
        landlord.act("approve_variation", order=number)


def test_an_approval_that_no_invoice_could_sum_any_more_is_an_error(landlord_with):
    nearly = add(3, "MANUAL", "83.3", **(MANUAL | {"unit_rate": Decimal("999999.99")}))
    landlord, number = pending(landlord_with, nearly)
    landlord.act("amend_order", order=number, lines=[{"line": 1, "quantity": "9999.99"}])
    before = landlord.order(number)
    with pytest.raises(ActionError, match=r"an invoice says 99999999\.99 at most"):
        landlord.act("approve_variation", order=number)
    assert landlord.order(number) == before


def test_only_the_current_version_is_varied(landlord):
    number = landlord.issued()
    landlord.act("amend_order", order=number, description="Two leaking taps")
    assert refusal(landlord, number, add()) == "VERSION-STALE"
    assert refusal(landlord, number, add(), base_version=3) == "VERSION-STALE"
    assert refusal(landlord, number, add(), base_version=2) == ""


def test_a_large_variation_needs_a_word_of_why(landlord):
    number = landlord.issued()
    fan = add(sor="900555")
    assert refusal(landlord, number, fan) == "COMMENTS-MISSING"
    assert refusal(landlord, number, fan, comments="The fan is burnt out") == ""


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ((), "LINES-MISSING"),
        ((add(), add()), "LINE-REPEATED"),
        ((add(line=1),), "LINE-EXISTS"),
        ((change(line=7),), "LINE-UNKNOWN"),
        ((remove(7),), "LINE-UNKNOWN"),
        ((change(sor_code="900205"),), "LINE-UNKNOWN"),
        ((remove(1), remove(2)), "NOTHING-LEFT"),
        ((add(sor="123456"),), "ITEM-UNKNOWN"),
        ((add(sor=None),), "LINE-INCOMPLETE"),
        ((add(quantity=None),), "LINE-INCOMPLETE"),
        ((add(quantity="0"),), "QUANTITY-NOT-POSITIVE"),
        ((change(quantity="0"),), "QUANTITY-NOT-POSITIVE"),
        ((change(quantity="-1"),), "VALUE-OUT-OF-RANGE"),
        ((change(quantity="10.100000381469727"),), "DECIMALS-TOO-MANY"),
        ((add(unit_rate=Decimal("12.51")),), "RATE-NOT-AGREED"),
        ((add(sor="MANUAL"),), "LINE-INCOMPLETE"),
        ((add(unit_rate=Decimal("12.50")),), ""),
        ((add(sor="MANUAL", **MANUAL),), ""),
        ((add(sor="MANUAL", **MANUAL | DEAR),), "VALUE-OUT-OF-RANGE"),
        ((change(sor_code="900101"),), ""),
        ((change(unit_rate=Decimal("99.99")),), "CHANGE-TOO-WIDE"),
        ((change(description="Something else"),), "CHANGE-TOO-WIDE"),
        ((change(unit="HR"),), "CHANGE-TOO-WIDE"),
        ((change(trade_code="EL"),), "CHANGE-TOO-WIDE"),
        ((change(unit_rate=Decimal("12.5"), unit="NO"),), ""),
        ((remove(1), add(), remove(2)), ""),
    ],
)
def test_lines_are_checked_one_by_one(landlord, lines, code):
    assert refusal(landlord, landlord.issued(), *lines) == code


@pytest.mark.parametrize("missing", sorted(MANUAL))
def test_a_manual_line_says_everything_itself(landlord, missing):
    said = {name: value for name, value in MANUAL.items() if name != missing}
    line = add(sor="MANUAL", **said)
    reply = landlord.call(VaryWorksOrder, **values(landlord.issued(), line))
    (message,) = reply.action_status.messages
    assert message.code == "LINE-INCOMPLETE"
    assert message.field == missing.title().replace("_", "")


def test_noughts_behind_the_pence_are_taken_and_not_told(landlord):
    number = landlord.issued()
    landlord.call(
        VaryWorksOrder,
        **values(number, change(quantity="3." + "0" * 100), add(quantity="2.5000")),
    )

    told = {line.line_number: str(line.quantity) for line in landlord.order(number).lines}
    assert (told[1], told[3]) == ("3.00", "2.50")


def test_a_gullible_landlord_swallows_what_does_not_fit(landlord_with):
    landlord = landlord_with(gullible=True)
    number = landlord.issued()
    lines = (change(line=7), remove(8), add(line=1))
    reply = landlord.call(VaryWorksOrder, **values(number, *lines, base_version=9))
    assert reply.action_status.success_flag
    assert (landlord.suspended, landlord.order(number).version) == ("VERSION-STALE", 1)
