RULE = "credentials-with-every-call"


def _refused(journal, came, code="401", **how):
    outcome = "http" if code == "401" else "fault"
    return came(journal.invalid(None, code=code), contractor=None, outcome=outcome, **how)


def test_accepted_credentials_are_right(journal):
    journal.poll()

    assert journal.word(RULE) == "PASSED"


def test_wrong_ones_fail_even_when_the_right_ones_follow(journal, came):
    sent = _refused(journal, came)
    journal.poll()

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].message == sent


def test_calls_without_any_that_are_challenged_and_repeated_are_right(journal, came):
    for _ in range(2):  # two at a time
        _refused(journal, came, head={"Authorization": None})
    for _ in range(2):
        came(journal.poll())

    assert journal.word(RULE) == "PASSED"


def test_a_call_without_any_that_is_not_repeated_with_them_fails(journal, came):
    journal.poll()
    _refused(journal, came, head={"Authorization": None})
    journal.round()

    assert journal.word(RULE) == "FAILED"


def test_one_that_is_repeated_once_too_seldom_fails(journal, came):
    first = _refused(journal, came, head={"Authorization": None})
    _refused(journal, came, head={"Authorization": None})
    came(journal.poll())
    journal.round()

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violated == 1
    assert verdict.violations[0].message == first


def test_any_number_of_calls_may_begin_without_them(journal, came):
    for _ in range(50):  # at a time
        _refused(journal, came, head={"Authorization": None})
    for _ in range(50):
        came(journal.poll())

    assert journal.word(RULE) == "PASSED"


def test_one_that_the_end_came_after_proves_nothing(journal, came):
    journal.round()
    journal.poll()
    _refused(journal, came, head={"Authorization": None})

    verdict = journal.verdict(RULE)

    assert (verdict.verdict, verdict.open) == ("PASSED", 1)


def test_a_token_that_is_not_accepted_fails(journal, came):
    _refused(journal, came, code="CREDENTIALS", head={"Authorization": None})
    journal.poll()

    assert journal.word(RULE) == "FAILED"


def test_a_door_that_we_locked_is_nobodys_breach(journal):
    journal.poll(outcome="http", code="401", fault="http-401", delivery="replaced")
    journal.poll()

    assert journal.word(RULE) == "PASSED"
