RULE = "refused-credentials-not-hammered"
LOCKED = {"outcome": "http", "code": "401", "fault": "http-401", "delivery": "replaced"}


def test_once_a_turn_is_right_however_long_it_lasts(journal):
    for _ in range(6):
        journal.round()
        journal.poll(**LOCKED)
    journal.round()
    journal.poll()
    journal.note()

    assert journal.word(RULE) == "PASSED"


def test_again_and_again_within_a_turn_warns_and_fails_where_it_is_promoted(make):
    promotes = [{"rule": RULE, "reason": "an account is locked"}]
    for profile, word in (({}, "WARNED"), ({"promotes": promotes}, "FAILED")):
        journal = make.journal(**profile)
        journal.round()
        sent = [journal.poll(**LOCKED) for _ in range(4)]
        journal.poll()

        verdict = journal.verdict(RULE)

        assert verdict.verdict == word
        assert verdict.violations[0].entries == tuple(sent)


def test_calls_that_wait_for_a_challenge_are_not_counted(journal, came):
    for _ in range(5):
        sent = journal.invalid(None, code="401")
        came(sent, head={"Authorization": None}, outcome="http", contractor=None)
    journal.note()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_an_accepted_call_between_begins_a_new_count(journal):
    journal.round()
    for _ in range(3):
        journal.poll(**LOCKED)
        journal.poll(**LOCKED)
        journal.poll()
    journal.note()

    assert journal.word(RULE) == "PASSED"


def test_who_never_works_again_proves_nothing(journal):
    journal.round()
    journal.poll(**LOCKED)
    journal.rounds()

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_nothing_refused_is_no_occasion(journal):
    journal.poll()

    assert journal.word(RULE) == "NOT_EXERCISED"
