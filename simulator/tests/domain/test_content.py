"""Every published limit of a request is kept, on the limit and beyond it."""

from dataclasses import fields, replace
from datetime import date, datetime
from decimal import Decimal

import pytest

from nps_simulator.domain.content import content_objection, wire_name
from nps_simulator.messages.catalogue import OPERATIONS
from nps_simulator.messages.complete_works_order import CompletedLine
from nps_simulator.messages.create_invoice import InvoicedOrder, InvoiceLine
from nps_simulator.messages.vary_works_order import LineAction, VariationLine
from nps_wsdl.limits import LIMITS

PARTS = (CompletedLine, VariationLine, InvoiceLine, InvoicedOrder)
MESSAGES = {each.request.__name__: each.request for each in OPERATIONS.values()} | {
    each.__name__: each for each in PARTS
}
LIMITED = [
    (name, field, limit)
    for name, limits in LIMITS.items()
    if name in MESSAGES
    for field, limit in limits.items()
]
OTHERS = {
    "action": LineAction.ADD,
    "lines": (),
    "orders": (),
    "carded": True,
    "reverse_charge": False,
}


def valid(limit):
    if limit.codes is not None:
        return next(iter(limit.codes))
    if limit.pattern is not None:
        return "1/1" if "/" in limit.pattern else "R"
    if limit.max_length is not None:
        return "x"
    return Decimal(1) if limit.decimals is not None else 1


def message(name):
    """A message whose values are all within the limits."""
    made = {}
    for each in fields(MESSAGES[name]):
        limit = LIMITS[name].get(each.name)
        if limit is not None:
            made[each.name] = valid(limit)
        elif each.name in OTHERS:
            made[each.name] = OTHERS[each.name]
        elif each.type is date:
            made[each.name] = date(2026, 3, 2)
        elif each.name.endswith("_at"):
            made[each.name] = datetime(2026, 3, 2, 9)
    return MESSAGES[name](**made)


def beyond(limit):
    """Values out of the limit, and the code each is refused with."""
    if limit.codes is not None:
        yield "?", "CODE-UNKNOWN"
        yield next(iter(limit.codes)).lower(), "CODE-UNKNOWN"
    if limit.max_length is not None:
        yield "1" * (limit.max_length + 1), "TEXT-TOO-LONG"
    if limit.min_length:
        yield "x" * (limit.min_length - 1), "TEXT-MISSING"
    if limit.pattern is not None:
        yield "", "PATTERN-WRONG"
        yield " x ", "PATTERN-WRONG"
        yield "1/1\n", "PATTERN-WRONG"
    if limit.decimals is not None:
        yield Decimal("1.1") + Decimal(10) ** -(limit.decimals + 1), "DECIMALS-TOO-MANY"
    if limit.minimum is not None:
        yield type(valid(limit))(limit.minimum - 1), "VALUE-OUT-OF-RANGE"
    if limit.maximum is not None:
        yield type(valid(limit))(limit.maximum + 1), "VALUE-OUT-OF-RANGE"


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_within_all_limits_is_not_objected_to(name):
    assert content_objection(message(name)) is None


@pytest.mark.parametrize(
    ("name", "field", "value", "code"),
    [(name, field, value, code) for name, field, limit in LIMITED for value, code in beyond(limit)],
)
def test_a_value_beyond_its_limit_is_refused_by_the_name_of_its_field(name, field, value, code):
    found = content_objection(replace(message(name), **{field: value}))
    assert (found.refusal.code, found.refusal.field) == (code, wire_name(field))


@pytest.mark.parametrize(("name", "field", "limit"), LIMITED)
def test_a_value_on_its_limit_is_taken(name, field, limit):
    values = []
    if limit.pattern is None and limit.max_length is not None:
        values.append("ü" * limit.max_length)  # characters are counted, not bytes
    values += [type(valid(limit))(each) for each in (limit.minimum, limit.maximum) if each]
    values += list(limit.codes or ())
    for value in values:
        assert content_objection(replace(message(name), **{field: value})) is None


def test_a_value_in_a_list_is_found_however_deep():
    line = replace(message("InvoiceLine"), net=Decimal("1.005"))
    order = replace(message("InvoicedOrder"), lines=(message("InvoiceLine"), line))
    found = content_objection(replace(message("CreateInvoice"), orders=(order,)))
    assert (found.refusal.code, found.refusal.field) == ("DECIMALS-TOO-MANY", "Net")


@pytest.mark.parametrize("amount", ["2.000", "2.5000", "0.0000", "2000.00000"])
def test_noughts_at_the_end_change_no_value(amount):
    line = replace(message("CompletedLine"), quantity=Decimal(amount))
    assert content_objection(line) is None


@pytest.mark.parametrize("amount", ["2.001", "2.0010", "0.001", "0.00001", "1.9999999"])
def test_digits_beyond_the_second_do(amount):
    found = content_objection(replace(message("CompletedLine"), quantity=Decimal(amount)))
    assert found.refusal.code == "DECIMALS-TOO-MANY"


def test_a_long_value_is_shown_shortened():
    found = content_objection(replace(message("AddWorksOrderNote"), type_code="x" * 500))
    assert "x" * 40 + "..." in found.refusal.text
    assert "x" * 41 not in found.refusal.text
