"""Of a log that began in the middle, what may have its reason before it counts against nobody."""

import msgspec
import pytest

from nps_conformance.judge import judge
from nps_conformance.rules._book import RULES


def _word(journal, rule, captured):
    journal.entries[0] = msgspec.structs.replace(journal.entries[0], captured=captured)
    (verdict,) = judge(journal.read_back(), {rule: RULES[rule]})
    return verdict.verdict.value


@pytest.mark.parametrize(("captured", "word"), [("part", "INCONCLUSIVE"), ("whole", "FAILED")])
def test_an_unread_receipt_counts_only_where_the_log_is_whole(journal, captured, word):
    journal.receipt()

    assert _word(journal, "receipt-after-details", captured) == word


def test_of_an_order_that_is_new_in_the_log_everything_counts(journal):
    journal.poll("1/1", version=1, change="NEW")
    journal.details()
    journal.appoint()

    assert _word(journal, "work-after-receipt", "part") == "FAILED"


def test_an_order_that_was_listed_as_changed_had_a_life_before(journal):
    journal.poll("1/1", version=2, change="CHG")
    journal.details()
    journal.appoint()

    assert _word(journal, "work-after-receipt", "part") == "INCONCLUSIVE"


def test_an_order_that_was_done_something_to_before_it_was_read_had_a_life_before(journal):
    journal.poll("1/1", version=1, change="NEW")
    journal.receipt()

    assert _word(journal, "receipt-after-details", "part") == "INCONCLUSIVE"
