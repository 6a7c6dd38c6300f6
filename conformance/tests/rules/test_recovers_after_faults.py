from nps_simulator.journal.entries import Driver

RULE = "recovers-after-faults"


def dealt_with(journal, count):
    for number in range(count):
        journal.round()
        journal.add(Driver, event="handled", number=number)


def test_an_answer_after_an_error_is_right(journal):
    journal.poll(lost=True)
    dealt_with(journal, 1)
    journal.poll()
    journal.close()

    assert journal.word(RULE) == "PASSED"


def test_staying_away_for_good_fails(journal):
    journal.poll()
    lost = journal.poll(never=True)
    dealt_with(journal, 4)
    journal.close()

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].message == lost
    assert "in 4 facts and rounds since" in verdict.violations[0].came


def test_a_late_return_is_a_return(journal):
    journal.poll(lost=True)
    dealt_with(journal, 5)
    journal.poll()
    journal.close()

    assert journal.word(RULE) == "PASSED"


def test_nothing_is_said_of_an_end_that_came_too_soon(journal):
    journal.poll(lost=True)
    dealt_with(journal, 2)
    journal.close()

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_the_turn_in_which_it_went_wrong_does_not_count(journal):
    journal.poll(lost=True)
    journal.add(Driver, event="handled", number=9)
    dealt_with(journal, 2)
    journal.close()

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_who_never_says_that_it_is_done_with_a_round_is_not_judged(journal):
    journal.poll(lost=True)
    journal.rounds(6)
    journal.close()

    assert journal.word(RULE) != "FAILED"


def test_without_errors_there_is_no_occasion(journal):
    journal.received()
    dealt_with(journal, 4)
    journal.close()

    assert journal.word(RULE) == "NOT_EXERCISED"
