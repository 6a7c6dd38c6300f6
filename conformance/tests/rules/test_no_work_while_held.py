import pytest

RULE = "no-work-while-held"
PROMOTED = [{"rule": RULE, "reason": "this landlord says so"}]


def _held(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.act("hold_order")
    return journal.details(status="HLD", appointments=[("A1", "BKD")])


def test_waiting_for_the_release_is_kept(journal):
    _held(journal)
    journal.fact("work_finished")
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
    journal.fact("work_finished")
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
    journal.fact("work_finished")
    journal.poll("1/1", change="REL")
    journal.complete()

    assert journal.word(RULE) == "PASSED"


def test_without_work_nothing_tempted(journal):
    _held(journal)
    journal.live()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_contractor_that_died_proves_nothing(journal):
    _held(journal)
    journal.fact("work_finished")
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
