RULE = "receipt-after-details"


def test_a_receipt_after_the_details_is_kept(journal):
    journal.poll("1/1")
    read = journal.details()
    confirmed = journal.receipt()

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "PASSED"
    assert verdict.evidence == (read, confirmed)


def test_a_receipt_of_a_listed_number_alone_is_a_breach(journal):
    journal.poll("1/1")
    confirmed = journal.receipt()

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (confirmed,)


def test_details_whose_reply_was_lost_were_not_read(journal):
    journal.poll("1/1")
    journal.details(how={"lost": True})
    journal.receipt()

    assert journal.word(RULE) == "FAILED"


def test_a_stale_reply_may_have_been_read(journal):
    journal.poll("1/1")
    journal.details(how={"lost": True, "fault": "stale-reply"})
    journal.receipt()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_the_details_of_another_order_do_not_count(journal):
    journal.details("2/1")
    journal.receipt("1/1")

    assert journal.word(RULE) == "FAILED"


def test_without_a_receipt_there_is_no_occasion(journal):
    journal.poll("1/1")
    journal.details()

    assert journal.word(RULE) == "NOT_EXERCISED"
