RULE = "rejected-scope-not-invoiced"


def _rejected(journal):
    journal.received()
    journal.vary("PENDING")
    journal.details(variations=[("R-VAR", "REJ")])
    return journal.complete()


def test_invoicing_what_was_ordered_is_kept(journal):
    _rejected(journal)
    journal.invoice(lines=[(1, "2.00")])

    assert journal.word(RULE) == "PASSED"


def test_invoicing_the_rejected_line_is_a_breach(journal):
    _rejected(journal)
    sent = journal.invoice(lines=[(1, "2.00"), (2, "1.00")])

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].message == sent


def test_the_same_line_number_on_another_order_is_another_line(journal):
    _rejected(journal)
    journal.received("2/1", lines=[("1", "2.00"), ("2", "1.00")])
    journal.complete("2/1", ref="R2")
    journal.invoice("2/1", lines=[(1, "2.00"), (2, "1.00")])
    journal.invoice("1/1", ref="R-INV2", supplier="INV-2")

    assert journal.word(RULE) == "PASSED"


def test_nobody_is_guilty_of_a_rejection_that_was_not_told(journal):
    journal.received()
    journal.vary("PENDING")
    journal.act("reject_variation")
    journal.invoice(lines=[(1, "2.00"), (2, "1.00")])

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_without_an_invoice_run_nothing_tempted(journal):
    _rejected(journal)
    journal.live()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_contractor_that_died_proves_nothing(journal):
    _rejected(journal)
    journal.fact("month_end", None)
    journal.idle(5)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_a_second_rejection_under_way_is_not_held_against_the_invoice(journal):
    _rejected(journal)
    journal.vary("PENDING", ref="R-VAR2", lines=[("ADD", 3, "1.00")])
    reading = journal.details(variations=[("R-VAR", "REJ"), ("R-VAR2", "REJ")], status="COM")
    journal.invoice(lines=[(1, "2.00"), (3, "1.00")], unheard=reading)

    assert journal.word(RULE) != "FAILED"


def test_a_line_rejected_before_is_still_a_breach_beside_an_answer_under_way(journal):
    _rejected(journal)
    reading = journal.details(variations=[("R-VAR", "REJ")], status="COM")
    journal.invoice(lines=[(1, "2.00"), (2, "1.00")], unheard=reading)

    assert journal.word(RULE) == "FAILED"
