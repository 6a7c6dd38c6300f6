RULE = "invoice-after-completion"


def test_an_invoice_after_the_completion_is_kept(journal):
    journal.received()
    journal.complete()
    journal.invoice()

    assert journal.word(RULE) == "PASSED"


def test_details_that_show_the_completion_are_enough(journal):
    journal.received()
    journal.details(status="COM")
    journal.invoice()

    assert journal.word(RULE) == "PASSED"


def test_an_invoice_without_completion_is_a_breach(journal):
    journal.received()
    sent = journal.invoice(refused="NOT-COMPLETED")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].message == sent


def test_a_refused_completion_is_none(journal):
    journal.received()
    refused = journal.complete(refused="ORDER-HELD")
    sent = journal.invoice()

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (refused, sent)


def test_after_an_unclear_completion_both_readings_are_legal(journal):
    journal.received()
    journal.complete(never=True)
    journal.invoice()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_one_open_order_of_several_is_a_breach(journal):
    journal.received("1/1")
    journal.received("2/1")
    journal.complete("1/1")
    journal.invoice("1/1", "2/1")

    verdict = journal.verdict(RULE)

    assert [each.order for each in verdict.violations] == ["2/1"]
