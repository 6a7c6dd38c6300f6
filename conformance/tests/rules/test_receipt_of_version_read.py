RULE = "receipt-of-version-read"


def test_the_version_that_was_read_is_right(journal):
    journal.details(version=2)
    journal.receipt(version=2)

    assert journal.word(RULE) == "PASSED"


def test_a_version_off_the_list_is_a_breach(journal):
    journal.details(version=1)
    journal.poll("1/1", version=2)
    journal.receipt(version=2)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert "names version 2, and version 1 was read" in verdict.violations[0].came


def test_an_earlier_reading_is_a_breach_once_a_later_one_was_delivered(journal):
    journal.details(version=1)
    journal.details(version=2)
    journal.receipt(version=1, refused="VERSION-NOT-READ")

    assert journal.word(RULE) == "FAILED"


def test_a_race_is_nobodys_fault(journal):
    """Refused as stale, because the landlord changed the order after it was read."""
    journal.details(version=1)
    journal.act("amend_order")
    journal.receipt(version=1, refused="VERSION-NOT-READ")

    assert journal.word(RULE) == "PASSED"


def test_a_newer_reading_that_was_lost_does_not_bind(journal):
    journal.details(version=1)
    journal.details(version=2, how={"lost": True})
    journal.receipt(version=1)

    assert journal.word(RULE) == "PASSED"


def test_a_receipt_without_a_version_is_of_what_was_read(journal):
    """The contract leaves the version out as it likes: who never names one can be conformant."""
    journal.details()
    journal.receipt(version=None)

    assert journal.word(RULE) == "PASSED"


def test_a_receipt_without_a_version_and_without_details_proves_nothing(journal):
    journal.poll("1/1")
    journal.receipt(version=None)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_lost_receipt_sent_again_unchanged_is_none(journal):
    journal.poll("1/1")
    journal.details()
    journal.receipt(never=True)
    journal.act("amend_order")
    journal.details(version=2)
    journal.receipt(refused="VERSION-STALE")

    assert journal.verdict(RULE).violated == 0
