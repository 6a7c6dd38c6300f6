RULE = "cancellation-reason-published"


def test_a_published_reason_is_right(journal):
    journal.received()
    journal.cancel("NOTREQ")

    assert journal.word(RULE) == "PASSED"


def test_a_reason_of_ones_own_is_a_breach(journal):
    journal.received()
    sent = journal.cancel("TENANT", refused="CODE-UNKNOWN")

    (found,) = journal.verdict(RULE).violations

    assert found.message == sent
    assert "'TENANT'" in found.came
    assert "NOTREQ" in found.legal


def test_without_a_cancellation_there_is_no_occasion(journal):
    journal.received()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_reason_that_the_landlord_has_taken_is_on_its_list(journal):
    journal.received()
    journal.cancel("SITE")

    assert journal.word(RULE) == "PASSED"
