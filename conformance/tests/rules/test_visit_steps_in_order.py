import pytest
from world_builder import status

RULE = "visit-steps-in-order"


def _at(journal, told):
    journal.received(appointments=[("A1", told)])


@pytest.mark.parametrize(
    ("told", "then"),
    [
        ("BKD", "CNF"),
        ("BKD", "ATT"),
        ("CNF", "ENR"),
        ("ENR", "CMP"),
        ("ATT", "ATT"),
        ("ATT", "NAC"),
    ],
)
def test_a_step_forward_an_end_and_the_same_again_are_right(journal, told, then):
    _at(journal, told)
    status(journal, then)

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize(
    ("told", "then"), [("ATT", "ENR"), ("ATT", "CAN"), ("ENR", "CNF"), ("CNF", "BKD")]
)
def test_a_step_back_warns(journal, told, then):
    _at(journal, told)
    sent = status(journal, then, reason="TENCAN", refused="APPOINTMENT-STEP")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].message == sent


def test_what_follows_an_end_is_judged_elsewhere(journal):
    _at(journal, "CMP")
    status(journal, "ATT", refused="APPOINTMENT-FINAL")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_nobody_is_guilty_of_a_step_that_was_not_told(journal):
    _at(journal, "BKD")
    status(journal, "ATT", lost=True)
    status(journal, "ENR", ref="R-2", refused="APPOINTMENT-STEP")

    assert journal.word(RULE) == "PASSED"
