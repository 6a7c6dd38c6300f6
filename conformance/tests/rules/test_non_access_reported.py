from datetime import timedelta

import pytest
from message_builder import DAY
from world_builder import VISIT, failed, read, status, tell

RULE = "non-access-reported"


def _visit(journal, told="BKD"):
    journal.received()
    read(journal, [("A1", DAY, told)])


def test_reporting_the_failed_visit_is_kept(journal):
    _visit(journal)
    tell(journal, "nobody_in")
    failed(journal)

    assert journal.word(RULE) == "PASSED"


def test_a_status_of_no_access_reports_it_too(journal):
    _visit(journal)
    tell(journal, "nobody_in")
    status(journal, "NAC")

    assert journal.word(RULE) == "PASSED"


def test_keeping_quiet_is_a_breach(journal):
    _visit(journal)
    fact = tell(journal, "nobody_in")
    journal.rounds(4)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (fact,)


def test_keeping_quiet_is_one_also_when_the_order_is_completed_long_after(journal):
    _visit(journal)
    tell(journal, "nobody_in")
    journal.rounds(4)
    journal.complete()
    journal.rounds(4)

    assert journal.word(RULE) == "FAILED"


def test_an_order_that_was_cancelled_at_once_is_excused(journal):
    _visit(journal)
    tell(journal, "nobody_in")
    journal.details(status="CAN")
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_a_report_that_was_refused_is_due_again(journal):
    _visit(journal)
    tell(journal, "nobody_in")
    failed(journal, refused="DATE-IN-FUTURE")
    journal.rounds(4)

    assert journal.word(RULE) == "FAILED"


@pytest.mark.parametrize("ended", ["NAC", "BRK", "CAN"])
def test_a_visit_that_has_ended_is_no_occasion(journal, ended):
    _visit(journal, ended)
    tell(journal, "nobody_in")
    journal.rounds(4)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_second_press_of_the_button_is_no_occasion(journal):
    journal.received()
    failed(journal)
    tell(journal, "nobody_in", VISIT + timedelta(minutes=5))
    journal.rounds(4)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_an_order_never_received_is_not_due(journal):
    journal.details()
    tell(journal, "nobody_in")
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_a_contractor_that_died_is_not_judged(journal):
    _visit(journal)
    tell(journal, "nobody_in")
    journal.idle(5)

    assert journal.word(RULE) == "INCONCLUSIVE"
