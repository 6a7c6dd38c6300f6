RULE = "completed-work-invoiced"


def _completed(journal):
    journal.received()
    return journal.complete()


def test_an_invoice_in_the_next_run_is_kept(journal):
    _completed(journal)
    journal.fact("month_end", None)
    journal.invoice()

    assert journal.word(RULE) == "PASSED"


def test_an_order_the_run_forgets_is_a_breach(journal):
    completed = _completed(journal)
    run = journal.fact("month_end", None)
    journal.rounds(4)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (completed, run)


def test_a_refused_invoice_that_is_dropped_is_a_breach(journal):
    _completed(journal)
    journal.fact("month_end", None)
    journal.invoice(refused="SUM-WRONG")
    journal.rounds(4)

    assert journal.word(RULE) == "FAILED"


def test_a_run_before_the_completion_does_not_count(journal):
    journal.received()
    journal.fact("month_end", None)
    journal.complete()
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_a_completion_whose_reply_was_lost_was_not_told(journal):
    journal.received()
    journal.complete(lost=True)
    journal.fact("month_end", None)
    journal.rounds(4)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_an_order_still_to_be_inspected_is_not_due(journal):
    journal.entries[0].contractors["contractor"]["needs_inspection"] = True
    _completed(journal)
    journal.fact("month_end", None)
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_an_inspected_order_is(journal):
    journal.entries[0].contractors["contractor"]["needs_inspection"] = True
    _completed(journal)
    journal.act("pass_inspection")
    journal.fact("month_end", None)
    journal.rounds(4)

    assert journal.word(RULE) == "FAILED"


def test_a_contractor_that_died_is_not_judged(journal):
    _completed(journal)
    journal.fact("month_end", None)
    journal.idle(5)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_details_that_tell_otherwise_leave_nothing_to_invoice(journal):
    _completed(journal)
    journal.details(status="ISS")
    journal.fact("month_end", None)
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"
