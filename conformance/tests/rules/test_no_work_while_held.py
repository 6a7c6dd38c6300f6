from datetime import timedelta

import pytest
from message_builder import START
from world_builder import tell

RULE = "no-work-while-held"
MUCH_LATER = START + timedelta(hours=5)
PROMOTED = [{"rule": RULE, "reason": "this landlord says so"}]


def _held(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.act("hold_order")
    return journal.details(status="HLD", appointments=[("A1", "BKD")])


def test_waiting_for_the_release_is_kept(journal):
    _held(journal)
    tell(journal, "work_finished", MUCH_LATER)
    journal.details(status="ISS")
    journal.complete()

    assert journal.word(RULE) == "PASSED"


def test_completing_it_only_warns_as_the_rule_is_assumed(journal):
    _held(journal)
    journal.complete(refused="ORDER-HELD")

    assert journal.word(RULE) == "WARNED"


def test_a_profile_that_promotes_it_makes_it_fail(make):
    journal = make.journal(promotes=PROMOTED)
    _held(journal)
    journal.complete(refused="ORDER-HELD")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert "this landlord says so" in verdict.reason


@pytest.mark.parametrize("status", ["ENR", "ATT", "CMP"])
def test_a_visit_is_work(journal, status):
    _held(journal)
    journal.visit(status)

    assert journal.word(RULE) == "WARNED"


def test_giving_up_a_visit_is_no_work(journal):
    _held(journal)
    tell(journal, "work_finished", MUCH_LATER)
    journal.visit("CAN")

    assert journal.word(RULE) == "PASSED"


def test_nobody_is_guilty_of_a_hold_that_was_not_told(journal):
    journal.received()
    journal.act("hold_order")
    journal.details(status="HLD", how={"lost": True})
    journal.complete(refused="ORDER-HELD")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_listed_release_is_told(journal):
    _held(journal)
    tell(journal, "work_finished", MUCH_LATER)
    journal.poll("1/1", change="REL")
    journal.complete()

    assert journal.word(RULE) == "PASSED"


def test_without_work_nothing_tempted(journal):
    _held(journal)
    journal.live()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_contractor_that_died_proves_nothing(journal):
    _held(journal)
    tell(journal, "work_finished", MUCH_LATER)
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_the_very_message_whose_reply_was_lost_before_the_hold_may_be_sent_again(journal):
    journal.received()
    journal.complete(never=True)
    journal.details(status="HLD")
    journal.complete(refused="ORDER-HELD")

    assert journal.verdict(RULE).violations == ()


def test_one_that_was_lost_while_held_may_not(journal):
    journal.received()
    journal.details(status="HLD")
    journal.complete(never=True)

    assert journal.word(RULE) == "WARNED"


def test_work_before_the_hold_was_told_tempts_nobody(journal):
    journal.received()
    journal.fact("work_finished")
    journal.details(status="HLD")
    journal.live()

    assert journal.word(RULE) == "NOT_EXERCISED"


def _works(journal, what, **how):
    return journal.complete(**how) if what == "COM" else journal.visit(what, **how)


def _held_after(journal, *facts):
    """The hold was told after these facts were handed out."""
    journal.received(appointments=[("A1", "BKD")])
    for fact in facts:
        journal.fact(fact)
    journal.act("hold_order")
    return journal.details(status="HLD", appointments=[("A1", "BKD")])


@pytest.mark.parametrize("what", ["ENR", "ATT", "CMP", "COM"])
def test_work_that_was_finished_before_the_hold_was_told_may_be_reported(journal, what):
    _held_after(journal, "operative_arrived", "work_finished")
    _works(journal, what, refused="ORDER-HELD")

    assert journal.verdict(RULE).violations == ()


@pytest.mark.parametrize("what", ["CMP", "COM"])
def test_to_have_arrived_before_the_hold_was_told_is_not_to_have_finished(journal, what):
    _held_after(journal, "operative_arrived")
    _works(journal, what, refused="ORDER-HELD")

    assert journal.word(RULE) == "WARNED"


@pytest.mark.parametrize("what", ["CMP", "COM"])
def test_work_that_was_finished_again_while_held_may_not(journal, what):
    _held_after(journal, "work_finished")
    tell(journal, "work_finished", MUCH_LATER)
    _works(journal, what, refused="ORDER-HELD")

    assert journal.word(RULE) == "WARNED"


def test_an_arrival_while_held_may_not_though_an_earlier_one_might(journal):
    _held_after(journal, "operative_arrived")
    tell(journal, "operative_arrived", MUCH_LATER)
    journal.visit("ATT", refused="ORDER-HELD")

    assert journal.word(RULE) == "WARNED"


def test_what_the_operative_told_late_counts_from_when_it_happened(journal):
    _held_after(journal)
    journal.fact("work_finished")  # when the journal began
    journal.complete(refused="ORDER-HELD")

    assert journal.verdict(RULE).violations == ()


def test_once_it_was_refused_for_the_hold_a_report_waits(journal):
    _held_after(journal, "work_finished")
    journal.complete(refused="ORDER-HELD")
    sent = journal.complete(refused="ORDER-HELD", ref="R-2")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].message == sent


def test_a_refusal_that_came_before_the_details_did_counts_too(journal):
    journal.received()
    journal.fact("work_finished")
    journal.act("hold_order")
    journal.complete(refused="ORDER-HELD")
    journal.details(status="HLD")
    journal.complete(refused="ORDER-HELD", ref="R-2")

    assert journal.word(RULE) == "WARNED"


def test_a_refusal_of_an_earlier_hold_does_not(journal):
    _held_after(journal, "work_finished")
    journal.complete(refused="ORDER-HELD")
    journal.details(status="ISS")
    journal.details(status="HLD")
    journal.complete(refused="ORDER-HELD", ref="R-2")

    assert journal.verdict(RULE).violations == ()


def test_a_booking_is_no_report(journal):
    _held_after(journal, "work_finished")
    journal.appoint(refused="ORDER-HELD")

    assert journal.word(RULE) == "WARNED"


def test_what_may_be_reported_tempts_nobody(journal):
    _held_after(journal)
    journal.fact("work_finished")  # when the journal began
    journal.live()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_it_tempts_who_was_refused(journal):
    _held_after(journal, "work_finished")
    journal.complete(refused="ORDER-HELD")
    journal.fact("work_finished")
    journal.live()

    assert journal.word(RULE) == "PASSED"
