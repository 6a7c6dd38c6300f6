RULE = "rejected-invoice-sent-again"


def _rejected(journal):
    journal.received()
    journal.complete()
    journal.invoice(ref="R-1")
    return journal.details(status="COM", invoices=[("INV-1", "REJ")])


def test_another_invoice_in_the_next_run_is_kept(journal):
    _rejected(journal)
    journal.fact("month_end", None)
    journal.invoice(supplier="INV-2", ref="R-2")

    assert journal.word(RULE) == "PASSED"


def test_leaving_it_is_a_breach(journal):
    told = _rejected(journal)
    run = journal.fact("month_end", None)
    journal.rounds(4)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (told, run)


def test_the_rejected_one_again_is_no_other(journal):
    _rejected(journal)
    journal.fact("month_end", None)
    journal.invoice(ref="R-2")
    journal.details(status="COM", invoices=[("INV-1", "REJ")])
    journal.rounds(4)

    assert journal.word(RULE) == "FAILED"


def test_without_another_run_it_is_not_due(journal):
    _rejected(journal)
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_nobody_is_guilty_of_a_rejection_that_was_not_told(journal):
    journal.received()
    journal.complete()
    journal.invoice(ref="R-1")
    journal.act("reject_invoice")
    journal.fact("month_end", None)
    journal.rounds(4)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_contractor_that_died_is_not_judged(journal):
    _rejected(journal)
    journal.fact("month_end", None)
    journal.idle(5)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_an_invoice_run_for_other_orders_makes_nothing_due(journal):
    _rejected(journal)
    journal.fact("month_end", "2/1")
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"
