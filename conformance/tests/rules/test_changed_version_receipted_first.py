RULE = "changed-version-receipted-first"


def test_a_new_version_that_was_confirmed_may_be_completed(journal):
    journal.received()
    journal.details(version=2)
    journal.receipt(version=2, ref="R2")
    journal.complete()

    assert journal.word(RULE) == "PASSED"


def test_completing_by_a_version_read_and_not_confirmed_warns(journal):
    receipt = journal.received()
    view = journal.details(version=2)
    sent = journal.complete()

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].entries == (receipt, view, sent)


def test_a_receipt_without_a_version_confirms_what_was_read(journal):
    journal.received()
    journal.details(version=2)
    journal.receipt(version=None, ref="R2")
    journal.vary(base=2)

    assert journal.word(RULE) == "PASSED"


def test_a_receipt_whose_answer_was_lost_was_sent(journal):
    journal.received()
    journal.details(version=2)
    journal.receipt(version=2, ref="R2", lost=True)
    journal.complete()

    assert journal.word(RULE) == "PASSED"


def test_a_refused_receipt_confirms_nothing(journal):
    journal.received()
    journal.details(version=2)
    journal.receipt(version=2, ref="R2", refused="VERSION-NOT-READ")
    journal.complete()

    assert journal.word(RULE) == "WARNED"


def test_an_order_that_never_changed_is_no_occasion(journal):
    journal.received()
    journal.complete()

    assert journal.word(RULE) == "NOT_EXERCISED"
