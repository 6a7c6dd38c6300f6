RULE = "order-number-as-listed"


def test_a_listed_number_is_right(journal):
    journal.received()

    assert journal.word(RULE) == "PASSED"


def test_a_number_nobody_has_told_fails_when_it_is_unknown(journal):
    journal.poll("1/1")
    sent = journal.details("1/001", how={"refused": "ORDER-UNKNOWN"})

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].message == sent


def test_a_listed_order_that_went_to_another_was_named_rightly(journal):
    journal.poll("1/1")
    journal.details("1/1", how={"refused": "ORDER-UNKNOWN"})

    assert journal.word(RULE) == "PASSED"


def test_a_number_from_before_the_record_is_not_judged(journal):
    journal.details("7/1")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_number_that_the_office_was_told_is_right(journal):
    journal.fact("remark", "7/1")
    journal.details("7/1", how={"refused": "ORDER-UNKNOWN"})

    assert journal.word(RULE) == "PASSED"
