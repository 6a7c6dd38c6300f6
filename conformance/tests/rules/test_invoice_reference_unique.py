RULE = "invoice-reference-unique"


def test_each_invoice_under_a_reference_of_its_own_is_right(journal):
    journal.invoice("1/1", supplier="INV-1", ref="R-1")
    journal.invoice("2/1", supplier="INV-2", ref="R-2")

    assert journal.word(RULE) == "PASSED"


def test_another_invoice_under_a_used_reference_is_a_breach(journal):
    first = journal.invoice("1/1", ref="R-1")
    second = journal.invoice("2/1", ref="R-2", refused="REFERENCE-REUSED")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (first, second)


def test_a_corrected_invoice_needs_another_reference_too(journal):
    journal.invoice(ref="R-1")
    journal.invoice(ref="R-2", lines=[(1, "1.00")])

    assert journal.word(RULE) == "FAILED"


def test_the_same_invoice_again_is_right(journal):
    journal.invoice(ref="R-1")
    journal.invoice(ref="R-2")

    assert journal.word(RULE) == "PASSED"


def test_a_reference_that_was_refused_is_free(journal):
    journal.invoice(ref="R-1", refused="TOTAL-WRONG")
    journal.invoice(ref="R-2", lines=[(1, "1.00")])

    assert journal.word(RULE) == "PASSED"


def test_after_a_lost_reply_another_rule_judges(journal):
    journal.invoice(ref="R-1", lost=True)
    journal.invoice(ref="R-2", lines=[(1, "1.00")])

    assert journal.word(RULE) == "PASSED"


def test_one_that_the_details_have_shown_meanwhile_stands(journal):
    journal.received()
    journal.complete()
    journal.invoice(ref="R-1", lost=True)
    journal.details(status="COM", invoices=[("INV-1", "APR")])
    journal.invoice(ref="R-2", lines=[(1, "1.00")], refused="REFERENCE-REUSED")

    assert journal.word(RULE) == "FAILED"
