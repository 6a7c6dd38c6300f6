import pytest

RULE = "work-after-receipt"

WORK = ["complete", "vary", "non_access", "invoice", "appoint", "note", "cancel"]


@pytest.mark.parametrize("call", WORK)
def test_work_after_the_receipt_is_kept(journal, call):
    journal.received()
    getattr(journal, call)()

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize("call", WORK)
def test_work_before_the_receipt_is_a_breach(journal, call):
    journal.poll("1/1")
    journal.details()
    sent = getattr(journal, call)()

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].message == sent


def test_a_visit_is_work_on_the_order_of_its_appointment(journal):
    journal.details(appointments=[("A1", "BKD")])
    journal.visit("ATT")

    assert journal.word(RULE) == "FAILED"


@pytest.mark.parametrize("reason", ["WRALL", "DUPL", "INFO"])
def test_an_order_may_be_sent_back_without_a_receipt(journal, reason):
    journal.details()
    journal.cancel(reason)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_after_an_unclear_receipt_both_readings_are_legal(journal):
    journal.details()
    journal.receipt(never=True)
    journal.complete()

    assert journal.word(RULE) == "PASSED"


def test_a_refused_receipt_is_none(journal):
    journal.details()
    journal.receipt(refused="VERSION-NOT-READ")
    journal.complete()

    assert journal.word(RULE) == "FAILED"
