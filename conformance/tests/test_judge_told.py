"""Nobody is guilty of what no delivered reply told them: reports sent beside a question."""

import pytest


def _held(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.act("hold_order")
    return journal.details(status="HLD", appointments=[("A1", "BKD")])


def test_a_report_sent_before_the_details_had_come_is_not_blamed_on_them(journal):
    reading = _held(journal)
    journal.complete(refused="ORDER-HELD", unheard=reading)

    verdict = journal.verdict("no-work-while-held")

    assert (verdict.verdict, verdict.reason) == ("NOT_EXERCISED", "the contractor was never told")


def test_the_same_report_is_blamed_once_the_details_had_come(journal):
    reading = _held(journal)
    later = journal.poll()
    journal.complete(refused="ORDER-HELD", unheard=later)

    verdict = journal.verdict("no-work-while-held")

    assert verdict.verdict == "WARNED"
    assert reading in verdict.violations[0].entries


REPORTS = {
    "no-work-after-cancellation": lambda journal, **how: journal.complete(**how),
    "variation-on-current-version": lambda journal, **how: journal.vary(base=1, **how),
    "receipt-of-version-read": lambda journal, **how: journal.receipt(ref="R2", **how),
}


@pytest.mark.parametrize("rule", REPORTS)
def test_so_it_is_with_every_rule_that_rests_on_what_was_read(make, rule):
    words = []
    for under_way in (True, False):
        journal = make.journal()
        journal.received()
        status = "CAN" if rule == "no-work-after-cancellation" else "ISS"
        reading = journal.details(status=status, version=2)
        REPORTS[rule](journal, unheard=reading if under_way else None)
        words.append(journal.word(rule))

    assert (words[0] != "FAILED", words[1]) == (True, "FAILED")


def test_what_the_client_did_itself_needs_no_answer(journal):
    journal.received()
    journal.fact("work_finished")
    first = journal.complete()
    journal.complete(ref="R2", refused="COMPLETED-ALREADY", unheard=first)

    assert journal.word("completed-once") == "FAILED"
