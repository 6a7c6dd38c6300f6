import pytest
from world_builder import status

RULE = "broken-visit-explained"


def _booked(journal):
    journal.received(appointments=[("A1", "BKD")])


@pytest.mark.parametrize("code", ["BRK", "CAN"])
def test_a_reason_makes_it_right(journal, code):
    _booked(journal)
    status(journal, code, reason="VANBRK")

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize("code", ["BRK", "CAN"])
def test_without_one_it_is_a_breach(journal, code):
    _booked(journal)
    sent = status(journal, code, refused="REASON-MISSING")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].message == sent


def test_a_visit_that_was_kept_needs_none(journal):
    _booked(journal)
    status(journal, "CMP")

    assert journal.word(RULE) == "NOT_EXERCISED"
