RULE = "accepted-invoice-not-resent"


def _invoiced(journal):
    journal.received()
    journal.complete()
    return journal.invoice(ref="R-1")


def test_the_same_invoice_as_another_event_warns(journal):
    first = _invoiced(journal)
    second = journal.invoice(ref="R-2")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].entries == (first, second)


def test_waiting_through_the_next_run_is_kept(journal):
    _invoiced(journal)
    journal.fact("month_end", None)
    journal.live()

    assert journal.word(RULE) == "PASSED"


def test_without_another_run_nothing_tempts(journal):
    _invoiced(journal)
    journal.live()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_one_without_a_clear_answer_may_be_sent_again(journal):
    journal.received()
    journal.invoice(ref="R-1", lost=True)
    journal.invoice(ref="R-2")

    assert journal.word(RULE) != "WARNED"


def test_the_very_same_message_is_judged_elsewhere(journal):
    _invoiced(journal)
    journal.invoice(ref="R-1")

    assert journal.word(RULE) != "WARNED"


def test_a_rejected_one_is_judged_elsewhere(journal):
    _invoiced(journal)
    journal.details(status="COM", invoices=[("INV-1", "REJ")])
    journal.invoice(ref="R-2")

    assert journal.word(RULE) != "WARNED"


def test_a_contractor_that_died_proves_nothing(journal):
    _invoiced(journal)
    journal.fact("month_end", None)
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"
