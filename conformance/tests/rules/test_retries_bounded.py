RULE = "retries-bounded"


def _unanswered(journal, times):
    return [journal.complete(never=True) for _ in range(times)]


def test_ten_in_a_row_are_right(journal):
    _unanswered(journal, 10)
    journal.poll()

    assert journal.word(RULE) == "PASSED"


def test_eleven_in_a_row_warn(journal):
    sent = _unanswered(journal, 11)
    journal.poll()

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].entries == tuple(sent)


def test_a_round_between_begins_a_new_count(journal):
    _unanswered(journal, 8)
    journal.round()
    _unanswered(journal, 8)
    journal.poll()

    assert journal.word(RULE) == "PASSED"


def test_a_poll_between_begins_a_new_count(journal):
    for _ in range(3):
        _unanswered(journal, 8)
        journal.poll()

    assert journal.word(RULE) == "PASSED"


def test_clear_answers_are_no_occasion(journal):
    for number in range(12):
        journal.note(ref=f"R-{number}", text=f"{number}")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_who_falls_silent_proves_nothing(journal):
    _unanswered(journal, 1)

    assert journal.word(RULE) == "INCONCLUSIVE"
