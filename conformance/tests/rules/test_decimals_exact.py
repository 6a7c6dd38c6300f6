from decimal import Decimal

import pytest

RULE = "decimals-exact"


@pytest.mark.parametrize("amount", ["2", "2.5", "2.50", "2.000", "2.5000", "0.000"])
def test_up_to_two_decimals_are_kept(journal, amount):
    journal.complete(lines=[(1, amount)])

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize("amount", ["10.100000381469727", "1.9999999", "0.125", "2.501", "0.001"])
def test_more_are_a_breach(journal, amount):
    sent = journal.complete(lines=[(1, "1.00"), (2, amount)], refused="DECIMALS-TOO-MANY")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].message == sent
    assert f"Quantity is {amount}" in verdict.violations[0].came


def test_money_counts_as_well_as_quantities(journal):
    journal.invoice(fields={"gross_total": Decimal("30.001")})

    assert journal.word(RULE) == "FAILED"


def test_a_message_without_amounts_is_no_occasion(journal):
    journal.poll()
    journal.complete()

    assert journal.word(RULE) == "NOT_EXERCISED"
