RULE = "no-cancellation-after-one-non-access"


def test_cancelling_after_the_first_visit_without_access_warns(journal):
    journal.received()
    first = journal.non_access()
    sent = journal.cancel("NOACC")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].entries == (first, sent)


def test_cancelling_after_the_second_is_right(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.non_access()
    journal.visit("NAC")
    journal.cancel("NOACC")

    assert journal.word(RULE) == "PASSED"


def test_cancelling_for_want_of_access_that_nobody_reported_warns(journal):
    journal.received()
    journal.cancel("NOACC")

    (found,) = journal.verdict(RULE).violations

    assert "after no visit without access" in found.came


def test_another_reason_is_no_breach_and_going_on_keeps_it(journal):
    journal.received()
    journal.non_access()
    journal.cancel("NOTREQ")

    assert journal.word(RULE) == "PASSED"


def test_the_same_report_again_is_one_visit(journal):
    journal.received()
    journal.non_access()
    journal.non_access()
    journal.cancel("NOACC")

    assert journal.word(RULE) == "WARNED"


def test_who_does_nothing_afterwards_has_proved_nothing(journal):
    journal.received()
    journal.non_access()
    journal.rounds()

    assert journal.word(RULE) == "INCONCLUSIVE"
