from datetime import timedelta

from world_builder import VISIT, failed

RULE = "no-completion-at-failed-visit"


def test_completing_the_visit_that_failed_is_a_breach(journal):
    journal.received()
    visit = failed(journal)
    sent = journal.complete(at=VISIT)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (visit, sent)


def test_completing_a_later_visit_is_right(journal):
    journal.received()
    failed(journal)
    journal.complete(at=VISIT + timedelta(days=1))

    assert journal.word(RULE) == "PASSED"


def test_without_a_failed_visit_there_is_no_occasion(journal):
    journal.received()
    journal.complete(at=VISIT)

    assert journal.word(RULE) == "NOT_EXERCISED"
