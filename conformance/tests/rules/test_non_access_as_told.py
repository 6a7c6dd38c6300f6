from datetime import timedelta

import pytest
from world_builder import VISIT, failed, tell

RULE = "non-access-as-told"


def _told(journal):
    journal.received()
    return tell(journal, "nobody_in", reason="ADULT", carded=False)


def test_what_the_operative_told_is_right(journal):
    _told(journal)
    failed(journal, reason="ADULT", carded=False)

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize(
    ("fields", "element", "right"),
    [
        ({"reason": "NOANS", "carded": False}, "ReasonCode", "ADULT"),
        ({"reason": "ADULT"}, "Carded", "N"),
    ],
)
def test_another_reason_or_a_card_that_was_not_left_is_a_breach(journal, fields, element, right):
    fact = _told(journal)
    sent = failed(journal, **fields)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (fact, sent)
    assert element in verdict.violations[0].came
    assert verdict.violations[0].instead == right


def test_of_two_visits_the_one_nearest_in_time_is_meant(journal):
    _told(journal)
    tell(journal, "nobody_in", VISIT + timedelta(days=1), reason="NOANS", carded=True)
    failed(journal, reason="ADULT", carded=False)

    assert journal.word(RULE) == "PASSED"


def test_what_was_not_told_may_be_anything(journal):
    journal.received()
    tell(journal, "nobody_in")
    failed(journal, reason="KEYS")

    assert journal.word(RULE) == "PASSED"


def test_an_event_of_its_own_is_no_occasion(journal):
    journal.received()
    failed(journal, reason="KEYS")

    assert journal.word(RULE) == "NOT_EXERCISED"
