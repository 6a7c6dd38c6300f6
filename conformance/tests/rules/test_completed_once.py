from datetime import datetime

RULE = "completed-once"


def test_one_completion_and_a_second_temptation_is_kept(journal):
    journal.received()
    journal.complete()
    journal.fact("work_finished")
    journal.live()

    assert journal.word(RULE) == "PASSED"


def test_a_second_completion_is_a_breach(journal):
    journal.received()
    first = journal.complete()
    second = journal.complete(ref="R2", refused="COMPLETED-ALREADY")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (first, second)


def test_the_very_same_message_again_is_no_second_completion(journal):
    journal.received()
    journal.complete()
    journal.fact("work_finished")
    journal.complete()

    assert journal.word(RULE) == "PASSED"


def test_details_that_show_it_as_completed_tell_as_well(journal):
    journal.received()
    journal.complete(lost=True)
    journal.details(status="COM")
    journal.complete(ref="R2", at=datetime(2026, 3, 3))

    assert journal.word(RULE) == "FAILED"


def test_a_repeat_after_a_lost_reply_is_judged_elsewhere(journal):
    journal.received()
    journal.complete(lost=True)
    journal.complete(ref="R2")

    assert journal.word(RULE) != "FAILED"


def test_without_a_second_occasion_nothing_tempted(journal):
    journal.received()
    journal.complete()
    journal.live()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_contractor_that_died_proves_nothing(journal):
    journal.received()
    journal.complete()
    journal.fact("work_finished")
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_details_that_show_it_open_again_allow_another(journal):
    journal.received()
    journal.complete()
    journal.details(status="ISS")
    journal.complete(ref="R2")

    assert journal.word(RULE) != "FAILED"


def test_an_invoice_tells_nothing_of_a_completion(journal):
    journal.received()
    journal.invoice()
    journal.complete()

    assert journal.word(RULE) != "FAILED"
