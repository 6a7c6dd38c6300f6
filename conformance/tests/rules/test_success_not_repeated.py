from nps_simulator.journal.entries import Driver

RULE = "success-not-repeated"


def test_what_succeeded_and_is_left_alone_when_the_next_is_sent_is_right(journal):
    journal.received()
    journal.note()

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "PASSED"
    assert verdict.evidence == (3, 4)


def test_polls_alone_prove_nothing(journal):
    journal.received()
    journal.rounds(4)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_nor_do_they_of_a_contractor_that_was_given_something_to_do(journal):
    journal.received()
    journal.note()
    journal.fact("work_finished")
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_what_another_contractor_was_given_to_do_is_not_held_against_it(journal):
    journal.received()
    journal.note()
    journal.fact("work_finished", "2/1")
    journal.poll("2/1", contractor="other")

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
    journal.note(ref="R-NEXT")

    assert journal.word(RULE) == "PASSED"


def test_a_third_after_the_second_was_read_warns(journal):
    journal.note(lost=True)
    journal.note()
    journal.note()

    assert journal.word(RULE) == "WARNED"


def test_the_same_words_as_another_event_are_another_message(journal):
    journal.note(ref="R-1")
    journal.note(ref="R-2")

    assert journal.word(RULE) == "PASSED"


def test_a_contractor_that_ended_in_its_last_turn_proves_nothing(journal):
    journal.received()
    journal.round()
    journal.add(Driver, event="handled", number=1)
    journal.note()
    journal.round()
    journal.add(Driver, event="exited", number=2)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_one_that_dealt_with_its_last_turn_had_nothing_to_send(journal):
    journal.received()
    journal.note()
    journal.round()
    journal.add(Driver, event="handled", number=1)

    assert journal.word(RULE) == "PASSED"
