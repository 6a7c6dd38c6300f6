from decimal import Decimal

import pytest

RULE = "invoice-sums-right"


def test_right_sums_are_kept(journal):
    journal.invoice(lines=[(1, "3.33"), (2, "0.10")])

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize("field", ["net_total", "tax_total", "gross_total"])
def test_a_wrong_total_is_a_breach(journal, field):
    journal.invoice(fields={field: Decimal("25.01")})

    assert journal.word(RULE) == "FAILED"


def test_half_pennies_go_up(journal, make):
    """0.05 times 12.50 is 0.625; half-even would make it 0.62."""
    right = make.invoice(("1/1",), [(1, "0.05")], "INV-1", "R-INV")
    assert right.orders[0].net == Decimal("0.63")
    (share,) = right.orders
    (line,) = share.lines
    down = type(line)(**_values(line) | {"net": Decimal("0.62")})
    wrong = type(share)(**_values(share) | {"lines": (down,), "net": Decimal("0.62")})
    journal.invoice(lines=[(1, "0.05")], fields={"orders": (wrong,)})

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].came.startswith("Net of line 1 of 1/1 is 0.62")
    assert "as 0.63" in verdict.violations[0].legal


def _values(value):
    return {name: getattr(value, name) for name in value.__slots__}


@pytest.mark.parametrize(
    ("code", "tax"), [("S20", "5.00"), ("R05", "1.25"), ("Z00", "0"), ("RC", "0")]
)
def test_tax_follows_its_code(make, journal, code, tax):
    right = make.invoice(("1/1",), [(1, "2.00")], "INV-1", "R-INV", tax_code=code)
    assert right.tax_total == Decimal(tax)
    journal.invoice(fields={"tax_code": code})

    assert journal.word(RULE) == "PASSED"


def test_tax_under_the_reverse_charge_is_a_breach(journal):
    journal.invoice(fields={"reverse_charge": True})

    assert journal.word(RULE) == "FAILED"


def test_an_invoice_whose_reply_was_lost_is_judged_all_the_same(journal):
    journal.invoice(lost=True, fields={"net_total": Decimal("1.00")})

    assert journal.word(RULE) == "FAILED"


def test_without_an_invoice_there_is_no_occasion(journal):
    journal.received()

    assert journal.word(RULE) == "NOT_EXERCISED"
