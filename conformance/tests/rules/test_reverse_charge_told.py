import pytest

RULE = "reverse-charge-told"


@pytest.mark.parametrize(("code", "flag"), [("RC", True), ("S20", False)])
def test_the_flag_goes_with_the_tax_code(journal, code, flag):
    journal.invoice(fields={"tax_code": code, "reverse_charge": flag})

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize(("code", "flag", "right"), [("RC", False, "Y"), ("S20", True, "N")])
def test_a_flag_that_contradicts_the_lines_is_a_breach(journal, code, flag, right):
    sent = journal.invoice(
        fields={"tax_code": code, "reverse_charge": flag}, refused="REVERSE-CHARGE-WRONG"
    )

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].message == sent
    assert verdict.violations[0].instead == right


def test_without_an_invoice_there_is_no_occasion(journal):
    journal.received()

    assert journal.word(RULE) == "NOT_EXERCISED"
