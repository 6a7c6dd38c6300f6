import pytest

RULE = "no-work-after-cancellation"


def _cancelled(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.act("cancel_order")
    return journal.details(status="CAN", appointments=[("A1", "BKD")])


def test_stopping_is_kept(journal):
    _cancelled(journal)
    journal.fact("work_finished")
    journal.live()

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize("call", ["complete", "vary", "non_access", "invoice", "appoint"])
def test_work_is_a_breach(journal, call):
    told = _cancelled(journal)
    sent = getattr(journal, call)(refused="ORDER-CANCELLED")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (told, sent)


def test_a_visit_is_a_breach(journal):
    _cancelled(journal)
    journal.visit("ATT")

    assert journal.word(RULE) == "FAILED"


def test_notes_and_the_end_of_visits_may_follow(journal):
    _cancelled(journal)
    journal.fact("work_finished")
    journal.note()
    journal.visit("CAN")

    assert journal.word(RULE) == "PASSED"


def test_a_cancellation_of_ones_own_binds_too(journal):
    journal.received()
    journal.cancel()
    journal.complete()

    assert journal.word(RULE) == "FAILED"


def test_nobody_is_guilty_of_a_cancellation_that_was_not_told(journal):
    journal.received()
    journal.act("cancel_order")
    journal.complete(refused="ORDER-CANCELLED")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_repeat_of_what_was_sent_before_is_no_new_work(journal):
    journal.received()
    journal.complete(lost=True)
    journal.details(status="CAN")
    journal.complete(refused="ORDER-CANCELLED")

    assert journal.word(RULE) != "FAILED"


def test_without_a_fact_nothing_tempted(journal):
    _cancelled(journal)
    journal.live()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_contractor_that_died_proves_nothing(journal):
    _cancelled(journal)
    journal.fact("work_finished")
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"
