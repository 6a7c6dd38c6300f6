RULE = "one-poll-at-a-time"


def test_one_after_the_other_is_right(journal):
    journal.poll()
    journal.poll()

    assert journal.word(RULE) == "PASSED"


def test_one_beside_another_warns_with_both(journal):
    first = journal.poll()
    second = journal.poll(during=first)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].entries == (first, second)


def test_details_of_two_orders_at_once_are_free(journal):
    first = journal.details("1/1")
    journal.details("2/1", how={"during": first})

    assert journal.word(RULE) == "NOT_EXERCISED"
