from datetime import timedelta

from message_builder import START

RULE = "completion-time-as-told"
HOUR = timedelta(hours=1)


def test_the_time_of_the_fact_is_right(journal):
    journal.received()
    journal.fact("work_finished")
    journal.complete(at=START)

    assert journal.word(RULE) == "PASSED"


def test_an_hour_too_early_is_a_breach_and_says_what_was_told(journal):
    journal.received()
    told = journal.fact("work_finished")
    sent = journal.complete(at=START - HOUR)

    (found,) = journal.verdict(RULE).violations

    assert found.entries == (told, sent)
    assert "says 2026-03-02T07:00:00; the work was finished at 2026-03-02T08:00:00" in found.came
    assert found.instead == "2026-03-02T08:00:00"


def test_a_time_that_is_yet_to_come_is_a_breach(journal):
    journal.received()
    journal.fact("work_finished")
    journal.complete(at=START + HOUR, refused="DATE-IN-FUTURE")

    assert journal.word(RULE) == "FAILED"


def test_a_little_late_is_not(journal):
    journal.received()
    journal.fact("work_finished")
    journal.complete(at=START + timedelta(minutes=10))

    assert journal.word(RULE) == "PASSED"


def test_without_a_fact_there_is_nothing_to_compare(journal):
    journal.received()
    journal.complete(at=START - HOUR)

    assert journal.word(RULE) == "NOT_EXERCISED"
