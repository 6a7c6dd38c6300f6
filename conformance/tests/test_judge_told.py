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


TOLD = {
    "appointment-final-status-kept": (
        {"appointments": [("A1", "NAC")]},
        lambda journal, ref, **how: journal.visit("ATT", ref=ref, **how),
    ),
    "broken-appointment-not-completed": (
        {"appointments": [("A1", "BRK")]},
        lambda journal, ref, **how: journal.visit("CMP", ref=ref, **how),
    ),
    "closed-order-left-alone": (
        {"status": "CLO"},
        lambda journal, ref, **how: journal.note(ref=ref, **how),
    ),
    "completed-once": (
        {"status": "COM"},
        lambda journal, ref, **how: journal.complete(ref=ref, **how),
    ),
    "no-work-after-cancellation": (
        {"status": "CAN"},
        lambda journal, ref, **how: journal.complete(ref=ref, **how),
    ),
    "no-work-after-completion": (
        {"status": "COM"},
        lambda journal, ref, **how: journal.vary(ref=ref, **how),
    ),
    "no-work-while-held": (
        {"status": "HLD"},
        lambda journal, ref, **how: journal.complete(ref=ref, **how),
    ),
}


@pytest.mark.parametrize("rule", TOLD)
def test_a_breach_that_follows_an_excused_one_is_told(journal, rule):
    fields, report = TOLD[rule]
    journal.received(appointments=[("A1", "BKD")])
    reading = journal.details(**fields)
    report(journal, "R1", refused="NO", unheard=reading)
    wrong = report(journal, "R2", refused="NO")

    (found,) = journal.verdict(rule).violations

    assert found.entries == (reading, wrong)


@pytest.mark.parametrize("rule", TOLD)
def test_each_breach_of_an_order_is_an_occasion(journal, rule):
    fields, report = TOLD[rule]
    journal.received(appointments=[("A1", "BKD")])
    journal.details(**fields)
    wrong = [report(journal, f"R{each}", refused="NO") for each in range(3)]

    found = journal.verdict(rule).violations

    assert [each.message for each in found] == wrong


def test_what_was_told_again_under_way_binds_since_it_was_told_first(journal):
    first = _held(journal)
    journal.round()
    again = journal.details(status="HLD", appointments=[("A1", "BKD")])
    journal.complete(refused="ORDER-HELD", unheard=again)

    assert journal.verdict("no-work-while-held").violations[0].entries[0] == first


def test_a_pending_variation_that_only_details_under_way_told_of_binds_nobody(journal):
    journal.received()
    journal.vary("PENDING", lost=True)
    reading = journal.details(variations=[("R-VAR", "PEND")])
    journal.complete(refused="VARIATION-PENDING", unheard=reading)

    assert journal.word("no-completion-while-variation-pending") == "NOT_EXERCISED"


def test_an_order_that_is_open_again_may_be_worked_on(journal):
    journal.received()
    journal.details(status="CAN")
    journal.details(status="ISS")
    journal.complete()

    assert journal.word("no-work-after-cancellation") != "FAILED"


def test_many_breaches_of_one_order_do_not_hide_those_of_another(journal):
    for order in ("1/1", "2/2"):
        journal.received(order)
        journal.details(order, status="CAN")
    for each in range(60):
        journal.complete("1/1", ref=f"R{each}", refused="NO")
    journal.complete("2/2", ref="R-OTHER", refused="NO")

    verdict = journal.verdict("no-work-after-cancellation")

    assert verdict.violated == 61
    assert {each.order for each in verdict.violations} == {"1/1", "2/2"}
