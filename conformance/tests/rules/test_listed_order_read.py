RULE = "listed-order-read"


def test_reading_it_in_any_order_is_right(journal):
    journal.poll("1/1", "2/1")
    journal.details("2/1")
    journal.details("1/1")

    assert journal.word(RULE) == "PASSED"


def test_an_order_that_is_never_read_fails_when_it_is_due(journal):
    listed = journal.poll("1/1", "2/1")
    journal.details("2/1")
    journal.rounds()

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].order == "1/1"
    assert verdict.violations[0].entries == (listed,)


def test_asking_once_in_vain_and_never_again_fails(journal):
    journal.poll("1/1")
    journal.details(how={"lost": True})
    journal.rounds()

    assert journal.word(RULE) == "FAILED"


def test_asking_on_while_no_answer_comes_is_not_judged(journal):
    journal.poll("1/1")
    for _ in range(5):
        journal.round()
        journal.poll("1/1")
        journal.details(how={"lost": True})

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_an_order_that_was_given_to_another_need_not_be_read(journal):
    journal.poll("1/1")
    journal.act("reallocate_order")
    journal.rounds()

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_before_it_is_due_nothing_is_judged(journal):
    journal.poll("1/1")
    journal.rounds(1)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_who_does_nothing_any_more_proves_nothing(journal):
    journal.poll("1/1")
    journal.idle()

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_a_list_whose_reply_was_lost_told_nothing(journal):
    journal.poll("1/1", lost=True)
    journal.rounds()

    assert journal.word(RULE) == "NOT_EXERCISED"
