RULE = "polls-on"


def _busy(journal, rounds):
    for number in range(rounds):
        journal.round()
        journal.note(ref=f"R-{number}", text=f"{number}")


def test_work_and_polls_by_turns_are_right(journal):
    journal.received()
    for _ in range(3):
        _busy(journal, 2)
        journal.poll()

    assert journal.word(RULE) == "PASSED"


def test_work_without_a_poll_fails_when_it_is_due(journal):
    journal.received()
    _busy(journal, 4)
    journal.close()

    assert journal.word(RULE) == "FAILED"


def test_a_poll_that_comes_at_last_does_not_heal_the_gap(journal):
    journal.received()
    _busy(journal, 4)
    journal.round()
    journal.poll()
    journal.close()

    assert journal.word(RULE) == "FAILED"


def test_silence_is_no_work(journal):
    journal.received()
    journal.idle(6)
    journal.close()

    assert journal.word(RULE) != "FAILED"


def test_polls_alone_prove_nothing(journal):
    journal.rounds(5)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_poll_without_an_answer_is_a_poll(journal):
    journal.received()
    for _ in range(4):
        _busy(journal, 1)
        journal.poll(never=True)
    journal.close()

    assert journal.word(RULE) == "PASSED"


def test_who_is_shut_out_is_right_to_stop(journal):
    locked = {"outcome": "http", "code": "401", "fault": "http-401", "delivery": "replaced"}
    journal.received()
    for _ in range(5):
        journal.round()
        journal.note(ref="R-1", **locked)
    journal.round()
    journal.note(ref="R-1")
    journal.poll()
    journal.close()

    assert journal.word(RULE) == "PASSED"


def test_a_round_that_is_not_over_is_not_counted(journal):
    journal.received()
    _busy(journal, 3)

    assert journal.word(RULE) != "FAILED"
