from datetime import timedelta

from message_builder import START

RULE = "invoice-date-right"
TODAY = START.date()
DAY_LATER = TODAY + timedelta(days=1)


def test_an_invoice_of_the_day_is_right(journal):
    journal.received()
    journal.complete()
    journal.invoice(fields={"invoice_date": TODAY})

    assert journal.word(RULE) == "PASSED"


def test_a_date_ahead_is_a_breach(journal):
    sent = journal.invoice(fields={"invoice_date": DAY_LATER}, refused="DATE-IN-FUTURE")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].message == sent


def test_a_date_before_the_completion_is_a_breach(journal):
    journal.received()
    done = journal.complete()
    sent = journal.invoice(fields={"invoice_date": TODAY - timedelta(days=1)})

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (done, sent)


def test_of_work_that_was_not_completed_only_the_future_is_judged(journal):
    journal.invoice(fields={"invoice_date": TODAY - timedelta(days=9)})

    assert journal.word(RULE) == "PASSED"


def test_who_goes_by_its_own_clock_is_not_judged(journal):
    journal.entries[0].claims["clock"] = "machine"
    journal.invoice(fields={"invoice_date": DAY_LATER})

    assert journal.word(RULE) == "NOT_APPLICABLE"
