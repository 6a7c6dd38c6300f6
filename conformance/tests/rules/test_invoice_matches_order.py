import pytest

RULE = "invoice-matches-order"


def test_the_lines_of_the_details_are_right(journal):
    journal.received(lines=[("1", "2.00"), ("2", "1.00")])
    journal.invoice(lines=[(1, "2.00"), (2, "1.00")])

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        ([(1, "3.00")], "quantity 3.00, where the order has 2.00"),
        ([(1, "2.00"), (7, "1.00")], "line 7, which is not on the order"),
    ],
)
def test_other_lines_are_a_breach(journal, lines, what):
    journal.received()
    journal.invoice(lines=lines)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert what in verdict.violations[0].came


def test_a_line_charged_twice_on_one_invoice_is_a_breach(journal):
    journal.received()
    journal.invoice(lines=[(1, "2.00"), (1, "2.00")])

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert "has line 1 more than once" in verdict.violations[0].came


def test_an_order_that_stands_twice_on_one_invoice_is_a_breach(journal):
    journal.received()
    journal.invoice("1/1", "1/1")

    assert journal.word(RULE) == "FAILED"


def test_a_line_left_out_is_a_breach(journal):
    journal.received(lines=[("1", "2.00"), ("2", "1.00")])
    journal.invoice(lines=[(1, "2.00")])

    assert journal.word(RULE) == "FAILED"


@pytest.mark.parametrize("field", [{"rate": "13.00"}, {"tax_code": "R05"}])
def test_another_rate_or_tax_code_is_a_breach(journal, field):
    journal.received()
    journal.invoice(fields=field)

    assert journal.word(RULE) == "FAILED"


def test_a_change_that_was_not_told_does_not_bind(journal):
    journal.received()
    journal.act("amend_order")
    journal.details(version=2, lines=[("1", "5.00")], how={"lost": True})
    journal.invoice(refused="INVOICE-LINES")

    assert journal.word(RULE) == "PASSED"


def test_a_change_that_was_told_binds(journal):
    journal.received()
    journal.details(version=2, lines=[("1", "5.00")])
    journal.invoice()

    assert journal.word(RULE) == "FAILED"


@pytest.mark.parametrize(
    ("change", "charged"),
    [
        (("ADD", 2, "1.00"), [(1, "2.00"), (2, "1.00")]),
        (("CHG", 1, "4.00"), [(1, "4.00")]),
    ],
)
def test_a_variation_applied_at_once_changes_the_scope(journal, change, charged):
    journal.received()
    journal.vary("APPLIED", lines=[change])
    journal.invoice(lines=charged)

    assert journal.word(RULE) == "PASSED"


def test_a_pending_variation_does_not(journal):
    journal.received()
    journal.vary("PENDING")
    journal.invoice(lines=[(1, "2.00"), (2, "1.00")])

    assert journal.word(RULE) == "FAILED"


def test_rejected_scope_is_left_to_its_own_rule(journal):
    journal.received()
    journal.vary("REJECTED")
    journal.invoice(lines=[(1, "2.00"), (2, "1.00")])

    assert journal.word(RULE) == "PASSED"


def test_an_order_that_was_never_read_is_no_occasion(journal):
    journal.invoice()

    assert journal.word(RULE) == "NOT_EXERCISED"
