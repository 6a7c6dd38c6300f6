import pytest

RULE = "emergency-receipted-promptly"


def _read(journal, priority="IMM"):
    journal.poll("1/1")
    seq = journal.details()
    journal.entries[seq].reply["works_order"]["priority_code"] = priority


@pytest.mark.parametrize("priority", ["IMM", "EMG"])
def test_a_receipt_at_once_is_right(journal, priority):
    _read(journal, priority)
    journal.receipt()

    assert journal.word(RULE) == "PASSED"


def test_one_poll_of_a_poller_beside_is_right(journal):
    _read(journal)
    journal.poll("1/1")
    journal.receipt()

    assert journal.word(RULE) == "PASSED"


def test_a_receipt_after_two_polls_warns(journal):
    _read(journal)
    journal.poll("1/1")
    journal.poll("1/1")
    late = journal.receipt()

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].message == late


def test_a_receipt_that_never_comes_is_another_rules(journal):
    _read(journal)
    journal.rounds()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_routine_work_may_wait(journal):
    _read(journal, "ROU")
    journal.rounds()
    journal.receipt()

    assert journal.word(RULE) == "NOT_EXERCISED"
