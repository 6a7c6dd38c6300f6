import pytest
from message_builder import DAY
from world_builder import book, failed, read, status, tell

RULE = "visits-ended"


def _completed(journal, told="ATT"):
    journal.received(appointments=[("A1", told)])
    return journal.complete()


def test_closing_the_visit_before_the_completion_is_kept(journal):
    journal.received(appointments=[("A1", "BKD")])
    status(journal, "CMP")
    journal.complete()

    assert journal.word(RULE) == "PASSED"


def test_closing_it_after_the_completion_is_kept_too(journal):
    _completed(journal)
    journal.rounds(4)
    status(journal, "CMP")

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize("told", ["BKD", "ATT"])
def test_leaving_it_open_is_a_breach(journal, told):
    completed = _completed(journal, told)
    journal.rounds(4)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert completed in verdict.violations[0].entries


def test_a_refused_report_leaves_it_open(journal):
    _completed(journal)
    status(journal, "CMP", refused="DATE-IN-FUTURE")
    journal.rounds(4)

    assert journal.word(RULE) == "FAILED"


def test_a_failed_visit_has_ended(journal):
    journal.received(appointments=[("A1", "BKD")])
    failed(journal, reference="A1", lost=True)
    journal.complete()
    journal.rounds(4)

    assert journal.word(RULE) == "PASSED"


def test_a_visit_that_later_details_leave_out_is_none(journal):
    journal.received()
    book(journal)
    journal.complete()
    read(journal, status="COM")
    journal.rounds(4)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_an_order_that_is_not_completed_is_no_occasion(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.rounds(4)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_contractor_that_died_is_not_judged(journal):
    _completed(journal)
    journal.idle(5)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_the_day_of_a_visit_makes_no_difference(journal):
    journal.received()
    read(journal, [("A1", DAY, "CMP")])
    journal.complete()

    assert journal.word(RULE) == "PASSED"


def _closed(journal, polls):
    """Completed with a visit open, and closed after so many polls."""
    journal.received(appointments=[("A1", "BKD")])
    journal.complete()
    journal.rounds(polls)
    journal.details(status="CLO", appointments=[("A1", "BKD")])


def test_an_order_that_is_closed_before_the_time_is_up_is_left_alone_rightly(journal):
    _closed(journal, polls=2)
    tell(journal, "operative_arrived")
    journal.rounds(4)
    journal.live()

    assert journal.word(RULE) == "INCONCLUSIVE"
    assert journal.word("closed-order-left-alone") == "PASSED"


def test_who_closed_no_visit_in_time_does_not_make_good_by_trying_when_it_is_too_late(journal):
    _closed(journal, polls=4)
    journal.visit("CMP", refused="ORDER-CLOSED")

    assert journal.word(RULE) == "FAILED"
