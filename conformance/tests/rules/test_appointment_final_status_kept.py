import pytest

RULE = "appointment-final-status-kept"


def _ended(journal, status):
    journal.received(appointments=[("A1", "BKD")])
    return journal.visit(status, ref="R1")


@pytest.mark.parametrize(
    ("ended", "then"),
    [("CMP", "BRK"), ("CMP", "ATT"), ("NAC", "CMP"), ("CAN", "CMP"), ("BRK", "CAN")],
)
def test_another_status_after_a_final_one_is_a_breach(journal, ended, then):
    told = _ended(journal, ended)
    sent = journal.visit(then, ref="R2", refused="APPOINTMENT-FINAL")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (told, sent)


def test_the_same_status_again_is_harmless(journal):
    _ended(journal, "CMP")
    journal.fact("work_finished")
    journal.visit("CMP", ref="R2")

    assert journal.word(RULE) == "PASSED"


def test_completing_a_broken_one_is_left_to_its_own_rule(journal):
    _ended(journal, "BRK")
    journal.visit("CMP", ref="R2")

    assert journal.word(RULE) != "FAILED"


def test_a_status_on_the_way_is_not_final(journal):
    _ended(journal, "ATT")
    journal.visit("CMP", ref="R2")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_nobody_is_guilty_of_an_end_that_was_not_told(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.visit("CMP", ref="R1", lost=True)
    journal.visit("ATT", ref="R2")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_visit_of_the_day_tempts(journal):
    _ended(journal, "NAC")
    journal.fact("operative_arrived")
    journal.live()

    assert journal.word(RULE) == "PASSED"


def test_a_contractor_that_died_proves_nothing(journal):
    _ended(journal, "NAC")
    journal.fact("operative_arrived")
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_a_repeat_of_what_was_sent_before_the_end_was_told_is_none(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.visit("ATT", ref="R1", never=True)
    journal.details(appointments=[("A1", "CAN")])
    journal.visit("ATT", ref="R1", refused="APPOINTMENT-FINAL")

    assert journal.word(RULE) == "NOT_EXERCISED"
