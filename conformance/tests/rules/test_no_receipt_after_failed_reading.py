RULE = "no-receipt-after-failed-reading"
BROKEN = {"delivery": "reply-broken", "fault": "garbage"}


def test_a_receipt_after_a_failed_reading_is_a_breach(journal):
    journal.received()
    listed = journal.poll("1/1")
    failed = journal.details(version=2, how=BROKEN)
    sent = journal.receipt(version=None, ref="R2")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (listed, failed, sent)


def test_a_second_attempt_that_was_read_makes_it_right(journal):
    journal.received()
    journal.poll("1/1")
    journal.details(version=2, how=BROKEN)
    journal.details(version=2)
    journal.receipt(version=2, ref="R2")

    assert journal.word(RULE) == "PASSED"


def test_a_reply_that_may_have_been_read_proves_nothing(journal):
    journal.received()
    journal.poll("1/1")
    journal.details(version=2, how={"delivery": "reply-broken", "fault": "wrong-type"})
    journal.receipt(version=None, ref="R2")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_the_same_receipt_again_confirms_nothing_new(journal):
    journal.poll("1/1")
    journal.details()
    journal.receipt(lost=True)
    journal.poll("1/1")
    journal.details(how=BROKEN)
    journal.receipt()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_readings_that_succeed_are_no_occasion(journal):
    journal.received()
    journal.poll("1/1")
    journal.details(version=2)
    journal.receipt(version=2, ref="R2")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_list_that_only_waits_for_the_receipt_tells_nothing_new(journal):
    journal.poll("1/1")
    journal.details()
    journal.poll("1/1")
    journal.details(how=BROKEN)
    journal.receipt()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_what_was_read_before_it_was_listed_may_be_confirmed(journal):
    journal.received()
    journal.act("amend_order")
    journal.details(version=2)
    journal.poll("1/1", version=2, change="AMD")
    journal.details(version=2, how=BROKEN)
    journal.receipt(version=2, ref="R2")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_change_since_that_reading_may_not(journal):
    journal.received()
    journal.details()
    journal.act("amend_order")
    journal.poll("1/1")
    journal.details(version=2, how=BROKEN)
    journal.receipt(version=None, ref="R2")

    assert journal.word(RULE) == "FAILED"
