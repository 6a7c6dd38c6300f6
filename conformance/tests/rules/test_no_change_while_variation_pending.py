RULE = "no-change-while-variation-pending"


def test_a_second_variation_while_the_first_waits_is_a_breach(journal):
    journal.received()
    first = journal.vary()
    second = journal.vary(ref="R2", lines=[("CHG", 1, "3.00")], refused="VARIATION-OPEN")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (first, second)


def test_a_cancellation_meanwhile_is_a_breach_and_sending_back_is_not(journal):
    journal.received()
    journal.vary()
    sent = journal.cancel(refused="VARIATION-OPEN")
    journal.cancel("WRALL", ref="R2", refused="WORK-BEGAN")

    (found,) = journal.verdict(RULE).violations

    assert found.message == sent


def test_who_waits_for_the_decision_has_kept_it(journal):
    journal.received()
    journal.vary()
    journal.fact("more_work_found")
    journal.details(version=2, variations=[("R-VAR", "APPR")])
    journal.vary(base=2, ref="R2")

    assert journal.word(RULE) == "PASSED"


def test_an_applied_variation_stops_nothing(journal):
    journal.received()
    journal.vary("APPLIED")
    journal.vary(base=2, ref="R2")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_the_same_message_again_is_no_second_variation(journal):
    journal.received()
    journal.vary(lost=True)
    journal.details(variations=[("R-VAR", "PEND")])
    journal.vary()

    assert journal.verdict(RULE).violations == ()


def test_a_variation_that_nobody_knows_to_be_pending_stops_nothing(journal):
    journal.received()
    journal.vary(lost=True)
    journal.cancel(refused="VARIATION-OPEN")

    assert journal.word(RULE) == "NOT_EXERCISED"
