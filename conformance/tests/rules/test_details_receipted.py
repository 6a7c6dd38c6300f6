RULE = "details-receipted"


def test_details_that_were_confirmed_are_kept(journal):
    journal.received()

    assert journal.word(RULE) == "PASSED"


def test_details_that_are_never_confirmed_are_a_breach(journal):
    journal.poll("1/1")
    journal.details()
    journal.rounds(4)

    assert journal.word(RULE) == "FAILED"


def test_a_refused_receipt_that_is_not_mended_is_a_breach(journal):
    journal.poll("1/1")
    journal.details()
    journal.receipt(refused="VERSION-NOT-READ")
    journal.rounds(4)

    assert journal.word(RULE) == "FAILED"


def test_an_order_sent_back_needs_no_receipt(journal):
    journal.poll("1/1")
    journal.details()
    journal.cancel("WRALL")
    journal.rounds(4)

    assert journal.word(RULE) == "PASSED"


def test_an_unclear_receipt_is_not_judged_here(journal):
    journal.poll("1/1")
    journal.details()
    journal.receipt(never=True)
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_a_receipt_whose_reply_was_lost_was_confirmed(journal):
    journal.poll("1/1")
    journal.details()
    journal.receipt(lost=True)

    assert journal.word(RULE) == "PASSED"


def test_details_of_an_order_that_was_not_listed_need_no_receipt(journal):
    journal.received()
    journal.details()
    journal.rounds(4)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "PASSED"
    assert verdict.satisfied == 1


def test_a_change_that_is_read_and_not_confirmed_is_a_breach(journal):
    journal.received()
    journal.poll("1/1")
    journal.details(version=2)
    journal.rounds(4)

    assert journal.word(RULE) == "FAILED"


def test_a_contractor_that_died_is_not_judged(journal):
    journal.poll("1/1")
    journal.details()
    journal.idle(5)
    journal.close()

    assert journal.word(RULE) == "INCONCLUSIVE"
