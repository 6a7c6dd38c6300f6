RULE = "success-not-repeated"


def test_what_succeeded_once_and_is_left_alone_is_right(journal):
    journal.received()
    journal.poll()

    assert journal.word(RULE) == "PASSED"


def test_the_very_same_message_after_its_success_warns_with_both(journal):
    first = journal.note()
    second = journal.note()

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].entries == (first, second)


def test_a_repeat_whose_first_answer_was_lost_is_right(journal):
    journal.note(lost=True)
    journal.note()
    journal.poll()

    assert journal.word(RULE) == "PASSED"


def test_a_third_after_the_second_was_read_warns(journal):
    journal.note(lost=True)
    journal.note()
    journal.note()

    assert journal.word(RULE) == "WARNED"


def test_the_same_words_as_another_event_are_another_message(journal):
    journal.note(ref="R-1")
    journal.note(ref="R-2")
    journal.poll()

    assert journal.word(RULE) == "PASSED"
