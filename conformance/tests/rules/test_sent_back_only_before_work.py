import pytest

RULE = "sent-back-only-before-work"


@pytest.mark.parametrize("reason", ["WRALL", "DUPL", "INFO"])
def test_sending_back_an_untouched_order_is_kept(journal, reason):
    journal.received(appointments=[("A1", "BKD")])
    journal.cancel(reason)

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize("call", ["complete", "vary", "non_access"])
def test_sending_back_begun_work_is_a_breach(journal, call):
    journal.received()
    began = getattr(journal, call)()
    sent = journal.cancel("WRALL", refused="WORK-BEGAN")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (began, sent)


def test_an_attended_visit_begins_the_work(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.visit("ATT")
    journal.cancel("DUPL")

    assert journal.word(RULE) == "FAILED"


def test_a_refused_report_began_nothing(journal):
    journal.received()
    journal.non_access(refused="DATE-IN-FUTURE")
    journal.cancel("WRALL")

    assert journal.word(RULE) == "PASSED"


def test_cancelling_for_another_reason_is_no_occasion(journal):
    journal.received()
    journal.complete()
    journal.cancel("NOTREQ")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_profile_without_the_second_seed_switches_it_off(make):
    journal = make.journal(second_seed=False)
    journal.received()
    journal.complete()
    journal.cancel("WRALL")

    assert journal.word(RULE) == "NOT_APPLICABLE"
