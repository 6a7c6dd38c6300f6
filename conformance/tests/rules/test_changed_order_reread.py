RULE = "changed-order-reread"


def test_an_order_listed_again_and_read_again_is_kept(journal):
    journal.received()
    listed = journal.poll("1/1", change="AMD")
    read = journal.details(version=2)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "PASSED"
    assert verdict.evidence == (listed, read)


def test_a_listed_change_that_is_never_read_is_a_breach(journal):
    journal.received()
    journal.poll("1/1", change="AMD")
    journal.rounds(4)

    assert journal.word(RULE) == "FAILED"


def test_without_change_types_the_second_listing_tells_all_the_same(journal):
    journal.received()
    journal.poll("1/1")
    journal.rounds(4)

    assert journal.word(RULE) == "FAILED"


def test_a_receipt_refused_because_of_a_change_calls_for_another_reading(journal):
    journal.details()
    journal.act("amend_order")
    journal.receipt(refused="VERSION-NOT-READ")
    journal.rounds(4)

    assert journal.word(RULE) == "FAILED"


def test_a_receipt_refused_for_another_reason_does_not(journal):
    journal.details()
    journal.receipt(refused="REFERENCE-TOO-LONG")
    journal.rounds(4)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_new_order_is_no_change(journal):
    journal.poll("1/1")
    journal.rounds(4)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_an_order_still_listed_because_its_receipt_is_on_the_way_is_no_change(journal):
    journal.poll("1/1")
    journal.details()
    journal.poll("1/1")
    journal.receipt()
    journal.rounds(4)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_list_that_was_lost_told_nothing(journal):
    journal.received()
    journal.poll("1/1", lost=True)
    journal.rounds(4)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_contractor_that_died_is_not_judged(journal):
    journal.received()
    journal.poll("1/1")
    journal.idle(5)
    journal.close()

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_before_it_is_due_nothing_is_said(journal):
    journal.received()
    journal.poll("1/1")
    journal.rounds(1)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_each_change_is_an_occasion_of_its_own(journal):
    journal.received()
    journal.poll("1/1")
    journal.details(version=2)
    journal.receipt(version=2, ref="R2")
    journal.poll("1/1")
    journal.rounds(4)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert (verdict.satisfied, verdict.violated) == (1, 1)


def test_a_change_that_was_read_before_it_was_listed_needs_only_its_receipt(journal):
    journal.received()
    journal.act("amend_order")
    read = journal.details(version=2)
    journal.poll("1/1", version=2, change="AMD")
    confirmed = journal.receipt(version=2, ref="R2")
    journal.rounds(4)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "PASSED"
    assert {read, confirmed} <= set(verdict.evidence)


def test_a_receipt_of_a_change_that_came_after_the_reading_is_none(journal):
    journal.received()
    journal.details()
    journal.act("amend_order")
    journal.poll("1/1")
    journal.receipt(version=None, ref="R2")
    journal.rounds(4)

    assert journal.word(RULE) == "FAILED"
