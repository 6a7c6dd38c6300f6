from datetime import timedelta

import pytest
from world_builder import VISIT, failed, status, tell

RULE = "visit-times-as-told"
HOUR = timedelta(hours=1)


def _told(journal, kind="operative_arrived", at=VISIT):
    journal.received(appointments=[("A1", "BKD")])
    return tell(journal, kind, at)


def test_the_time_at_which_it_happened_is_right(journal):
    _told(journal)
    status(journal, "ATT")

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize("wrong", [-HOUR, HOUR])
def test_an_hour_out_is_a_breach(journal, wrong):
    fact = _told(journal)
    sent = status(journal, "ATT", VISIT + wrong)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (fact, sent)
    assert verdict.violations[0].instead == VISIT.isoformat()


def test_an_hour_out_is_one_for_a_failed_visit_too(journal):
    _told(journal, "nobody_in")
    failed(journal, VISIT - HOUR)

    assert journal.word(RULE) == "FAILED"


def test_the_time_of_the_report_is_right_too(journal):
    _told(journal, at=VISIT - 9 * HOUR)
    now = journal.evidence().calls[-1].at
    status(journal, "ATT", type(VISIT).fromisoformat(now))

    assert journal.word(RULE) == "PASSED"


def test_a_report_that_no_fact_stands_behind_is_no_occasion(journal):
    journal.received(appointments=[("A1", "BKD")])
    status(journal, "ATT")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_who_goes_by_its_own_clock_is_not_judged(journal):
    journal.entries[0].claims["clock"] = "machine"
    _told(journal)
    status(journal, "ATT", VISIT - HOUR)

    assert journal.word(RULE) == "NOT_APPLICABLE"


def test_on_its_way_and_confirmed_are_times_of_its_own(journal):
    _told(journal)
    status(journal, "ENR", VISIT - timedelta(minutes=45))

    assert journal.word(RULE) == "NOT_EXERCISED"
