from datetime import timedelta

from message_builder import DAY
from world_builder import VISIT, failed, read, tell

RULE = "non-access-once"
LATER = VISIT + timedelta(minutes=20)


def _reported(journal):
    journal.received()
    read(journal, [("A1", DAY, "BKD")])
    return failed(journal, reference="A1")


def test_the_same_visit_under_another_reference_is_a_breach(journal):
    first = _reported(journal)
    second = failed(journal, ref="R-2")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (first, second)


def test_another_time_of_the_day_is_one_when_no_visit_was_left(journal):
    _reported(journal)
    failed(journal, LATER, ref="R-2")

    assert journal.word(RULE) == "FAILED"


def test_another_visit_of_the_same_day_is_right(journal):
    _reported(journal)
    read(journal, [("A1", DAY, "NAC"), ("A2", DAY, "BKD")])
    failed(journal, LATER, ref="R-2", reference="A2")

    assert journal.word(RULE) != "FAILED"


def test_the_very_same_message_again_is_harmless(journal):
    _reported(journal)
    failed(journal, reference="A1")

    assert journal.word(RULE) != "FAILED"


def test_one_that_may_be_lost_may_be_sent_again(journal):
    journal.received()
    failed(journal, lost=True)
    failed(journal, ref="R-2")

    assert journal.word(RULE) != "FAILED"


def test_another_press_of_the_button_tempts(journal):
    _reported(journal)
    tell(journal, "nobody_in", LATER)
    journal.live()

    assert journal.word(RULE) == "PASSED"


def test_without_one_nothing_is_proved(journal):
    _reported(journal)
    journal.live()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_contractor_that_died_proves_nothing(journal):
    _reported(journal)
    tell(journal, "nobody_in", LATER)
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_a_second_visit_that_was_told_of_that_afternoon_is_another_event(journal):
    journal.received(appointments=[("A1", "BKD")])
    tell(journal, "nobody_in")
    failed(journal, reference="A1", ref="R1")
    tell(journal, "nobody_in", VISIT + timedelta(hours=5))
    failed(journal, VISIT + timedelta(hours=5), ref="R2")

    assert journal.verdict(RULE).violations == ()


def test_one_that_nobody_told_of_is_none(journal):
    journal.received(appointments=[("A1", "BKD")])
    tell(journal, "nobody_in")
    failed(journal, reference="A1", ref="R1")
    failed(journal, VISIT + timedelta(hours=5), ref="R2")

    assert journal.word(RULE) == "FAILED"
