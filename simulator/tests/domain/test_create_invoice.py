"""AP8 takes an invoice whole or not at all, and never the same work twice."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from nps_simulator.messages.create_invoice import CreateInvoice
from nps_simulator.messages.request_works_orders import RequestWorksOrders
from nps_simulator.messages.vary_works_order import LineAction, VariationLine, VaryWorksOrder

PENNY = Decimal("0.01")


def refusal(landlord, *numbers, **changes):
    return landlord.refusal(CreateInvoice, **landlord.invoice_values(*numbers, **changes))


def test_an_invoice_within_the_limit_is_paid_and_closes_its_orders_at_once(landlord):
    numbers = [landlord.completed(), landlord.completed()]
    reply = landlord.invoice(*numbers)
    assert (reply.invoice_number, reply.invoice_status) == ("I000001", "PAID")
    assert [(each.works_order_number, each.works_order_status) for each in reply.orders] == [
        (number, "CLO") for number in numbers
    ]
    invoice = landlord.books.invoices["I000001"]
    assert invoice.net == sum(each.net for each in invoice.shares) == Decimal("213.80")
    assert invoice.gross == invoice.net + invoice.tax == Decimal("256.56")


def test_an_invoice_above_the_limit_waits_for_the_landlord(landlord_with):
    for limit, status in (("106.90", "PAID"), ("106.89", "RCV")):
        landlord = landlord_with(may={"maximum_invoice_value": Decimal(limit)})
        reply = landlord.invoice(landlord.completed())
        assert reply.invoice_status == status
        assert reply.orders[0].works_order_status == ("CLO" if status == "PAID" else "COM")


def test_a_landlord_that_pays_later_approves_first_and_closes_on_payment(landlord_with):
    landlord = landlord_with(pays_at_once=False)
    number = landlord.completed()
    assert landlord.invoice(number).invoice_status == "APR"
    assert landlord.order(number).state == "COM"
    landlord.act("pay_invoice", order=number)
    assert landlord.order(number).state == "CLO"
    assert [each.change_type for each in landlord.call(RequestWorksOrders).works_orders] == ["INV"]


def test_one_bad_order_spoils_the_whole_invoice(landlord):
    good, bad = landlord.completed(), landlord.issued()
    assert refusal(landlord, good, bad) == "NOT-COMPLETED"
    assert landlord.order(good).invoice_numbers == ()


def test_the_same_invoice_again_gets_the_first_answer_whatever_happened_since(landlord_with):
    landlord = landlord_with(may={"maximum_invoice_value": Decimal(1)})
    number = landlord.completed()
    values = landlord.invoice_values(number)
    first = landlord.call(CreateInvoice, **values)
    landlord.act("approve_invoice", order=number)
    before = landlord.books.everything()
    again = landlord.call(CreateInvoice, **values)
    assert replace(again, action_status=first.action_status) == first
    assert [each.code for each in again.action_status.messages] == ["NOTHING-CHANGED"]
    assert landlord.books.everything() == before
    noughts = values | {"net_total": values["net_total"] + Decimal("0.00")}
    assert landlord.call(CreateInvoice, **noughts).invoice_number == first.invoice_number


def test_another_content_under_a_used_supplier_reference_is_refused(landlord):
    first, second = landlord.completed(), landlord.completed()
    landlord.invoice(first, supplier_invoice_reference="INV-1")
    assert refusal(landlord, second, supplier_invoice_reference="INV-1") == "REFERENCE-REUSED"


def test_a_supplier_reference_belongs_to_its_contractor(landlord):
    landlord.invoice(landlord.completed(), supplier_invoice_reference="INV-1")
    number = landlord.issued("bodge")
    landlord.act("hold_order", order=number)
    values = landlord.invoice_values(number, supplier_invoice_reference="INV-1")
    assert landlord.refusal(CreateInvoice, "bodge", **values) == "NOT-COMPLETED"


def test_work_is_invoiced_once_whether_its_invoice_is_paid_or_waits(landlord_with):
    for limit in (None, Decimal(1)):
        landlord = landlord_with(may={"maximum_invoice_value": limit})
        number = landlord.completed()
        landlord.invoice(number)
        code = refusal(landlord, number, supplier_invoice_reference="INV-2")
        assert code == "INVOICED-ALREADY"


def test_a_rejected_invoice_is_corrected_under_a_new_reference(landlord_with):
    landlord = landlord_with(may={"maximum_invoice_value": Decimal(1)})
    number = landlord.completed()
    landlord.invoice(number, comments="Wrong office")
    landlord.act("reject_invoice", order=number)
    assert refusal(landlord, number) == "REFERENCE-REUSED"
    assert refusal(landlord, number, supplier_invoice_reference="INV-2") == ""
    assert [each.status for each in landlord.details(number).invoices] == ["REJ", "RCV"]


def test_a_query_puts_the_order_in_review_until_it_is_settled(landlord_with):
    landlord = landlord_with(may={"maximum_invoice_value": Decimal(1)})
    number = landlord.completed()
    landlord.invoice(number)
    landlord.act("query_invoice", order=number)
    assert landlord.order(number).in_review
    assert [each.change_type for each in landlord.call(RequestWorksOrders).works_orders] == ["INV"]
    landlord.act("approve_invoice", order=number)
    assert (landlord.order(number).state, landlord.order(number).in_review) == ("CLO", False)


def test_an_order_in_inspection_is_not_invoiced_yet(landlord_with):
    landlord = landlord_with(may={"needs_inspection": True})
    number = landlord.completed()
    assert refusal(landlord, number) == "IN-REVIEW"
    landlord.act("pass_inspection", order=number)
    assert refusal(landlord, number) == ""


def line_changed(landlord, number, **changes):
    """The values of an invoice whose first line differs, its sums made right again."""
    values = landlord.invoice_values(number)
    (order,) = values["orders"]
    line = replace(order.lines[0], **changes)
    rates = {"S20": Decimal("0.2"), "R05": Decimal("0.05")}
    net = (line.quantity * line.unit_rate).quantize(PENNY)
    line = replace(line, net=net, tax=(net * rates.get(line.tax_code, 0)).quantize(PENNY))
    lines = (line, *order.lines[1:])
    net, tax = sum(each.net for each in lines), sum(each.tax for each in lines)
    return values | {
        "orders": (replace(order, lines=lines, net=net, tax=tax),),
        "net_total": net,
        "tax_total": tax,
        "gross_total": net + tax,
    }


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"quantity": Decimal("2.5")}, "INVOICE-LINES"),
        ({"line_number": 4}, "INVOICE-LINES"),
        ({"unit_rate": Decimal("12.60")}, "INVOICE-RATE"),
        ({"tax_code": "Z00"}, "INVOICE-TAX-CODE"),
        ({"quantity": Decimal(0)}, "QUANTITY-NOT-POSITIVE"),
        ({"line_number": 2}, "LINE-REPEATED"),
        ({}, ""),
    ],
)
def test_an_invoice_charges_the_lines_of_the_current_version(landlord, changes, code):
    number = landlord.completed()
    assert landlord.refusal(CreateInvoice, **line_changed(landlord, number, **changes)) == code


def test_rejected_scope_is_refused_with_a_code_of_its_own(landlord_with):
    landlord = landlord_with(may={"maximum_variation_value": Decimal(0)})
    number = landlord.issued()
    more = VariationLine(line_number=1, action=LineAction.CHANGE, quantity=Decimal(5))
    landlord.call(
        VaryWorksOrder,
        works_order_number=number,
        base_version=1,
        reason_code="QTYCH",
        comments="More taps",
        lines=(more,),
    )
    landlord.act("reject_variation", order=number)
    landlord.books.orders[number] = replace(landlord.order(number), state="COM")
    values = line_changed(landlord, number, quantity=Decimal(5))
    assert landlord.refusal(CreateInvoice, **values) == "INVOICE-REJECTED"


@pytest.mark.parametrize(
    ("place", "field", "code"),
    [
        ("line", "net", "LINE-NET-WRONG"),
        ("line", "tax", "LINE-TAX-WRONG"),
        ("order", "net", "ORDER-SUM-WRONG"),
        ("order", "tax", "ORDER-SUM-WRONG"),
        ("invoice", "net_total", "TOTAL-WRONG"),
        ("invoice", "tax_total", "TOTAL-WRONG"),
        ("invoice", "gross_total", "TOTAL-WRONG"),
    ],
)
@pytest.mark.parametrize("by", [PENNY, -PENNY])
def test_a_sum_that_is_a_penny_off_is_refused(landlord, place, field, code, by):
    values = landlord.invoice_values(landlord.completed())
    (order,) = values["orders"]
    if place == "line":
        wrong = replace(order.lines[0], **{field: getattr(order.lines[0], field) + by})
        values["orders"] = (replace(order, lines=(wrong, *order.lines[1:])),)
    elif place == "order":
        values["orders"] = (replace(order, **{field: getattr(order, field) + by}),)
    else:
        values[field] += by
    assert landlord.refusal(CreateInvoice, **values) == code


def test_halves_are_rounded_up_on_each_line(landlord):
    number = landlord.issued(lines=[{"sor": "900901", "quantity": "0.10"}])  # 0.785 net
    landlord.order(number)
    landlord.books.orders[number] = replace(
        landlord.order(number),
        state="COM",
        lines=(replace(landlord.order(number).lines[0], unit_rate=Decimal("7.85")),),
    )
    values = landlord.invoice_values(number)
    assert (values["net_total"], values["tax_total"]) == (Decimal("0.79"), Decimal("0.16"))
    assert landlord.refusal(CreateInvoice, **values) == ""


def test_under_the_reverse_charge_no_tax_is_charged_and_the_invoice_says_so(landlord_with):
    landlord = landlord_with(may={"end_user_confirmed": False})
    number = landlord.completed()
    assert {line.tax_code for line in landlord.details(number).lines} == {"RC"}
    assert landlord.details(number).estimated_tax == 0
    assert refusal(landlord, number, reverse_charge=False) == "REVERSE-CHARGE-WRONG"
    assert refusal(landlord, number) == ""
    assert landlord.books.invoices["I000001"].tax == 0


def test_reverse_charge_without_its_tax_code_is_refused(landlord):
    assert refusal(landlord, landlord.completed(), reverse_charge=True) == "REVERSE-CHARGE-WRONG"


def test_a_contractor_that_is_not_registered_charges_no_tax(landlord_with):
    landlord = landlord_with(may={"vat_registered": False})
    number = landlord.completed()
    assert {line.tax_code for line in landlord.details(number).lines} == {"EX"}
    assert refusal(landlord, number) == ""


def test_an_order_is_on_an_invoice_once(landlord):
    number = landlord.completed()
    assert refusal(landlord, number, number) == "ORDER-REPEATED"


def test_an_invoice_without_orders_or_lines_is_refused(landlord):
    number = landlord.completed()
    (order,) = landlord.invoice_values(number)["orders"]
    assert refusal(landlord, number, orders=()) == "LINES-MISSING"
    assert refusal(landlord, number, orders=(replace(order, lines=()),)) == "LINES-MISSING"


def test_an_invoice_lies_between_the_completion_and_now(landlord):
    number = landlord.completed()
    day = timedelta(days=1)
    today = landlord.now.date()
    assert refusal(landlord, number, invoice_date=today - day) == "DATE-TOO-EARLY"
    assert refusal(landlord, number, invoice_date=today + day) == "DATE-IN-FUTURE"
    assert refusal(landlord, number, tax_point_date=today + day) == "DATE-IN-FUTURE"


def test_an_order_of_another_contractor_is_unknown(landlord):
    mine, theirs = landlord.completed(), landlord.issued("bodge")
    assert refusal(landlord, mine, theirs) == "ORDER-UNKNOWN"


def test_a_float_is_refused_with_a_code_of_its_own(landlord):
    values = landlord.invoice_values(landlord.completed())
    values["net_total"] = Decimal("106.900001525878906")
    assert landlord.refusal(CreateInvoice, **values) == "DECIMALS-TOO-MANY"


def test_a_gullible_landlord_numbers_a_duplicate_and_pays_nothing_twice(landlord_with):
    landlord = landlord_with(gullible=True)
    number = landlord.completed()
    landlord.invoice(number)
    before = landlord.order(number)
    reply = landlord.invoice(number, supplier_invoice_reference="INV-2", external_reference="X")
    assert (reply.invoice_number, reply.invoice_status) == ("I000002", "PAID")
    assert landlord.suspended == "INVOICED-ALREADY"
    assert landlord.books.invoices["I000002"].beside
    assert landlord.order(number) == replace(before, beside=("CreateInvoice X",))
    assert [each.invoice_number for each in landlord.details(number).invoices] == ["I000001"]


def test_a_gullible_landlord_swallows_an_invoice_before_the_completion(landlord_with):
    landlord = landlord_with(gullible=True)
    number = landlord.issued()
    reply = landlord.invoice(number)
    assert (reply.invoice_status, reply.orders[0].works_order_status) == ("PAID", "CLO")
    assert landlord.suspended == "NOT-COMPLETED"
    assert landlord.order(number).state == "ISS"
