import pytest

RULE = "unclear-reply-settled"

SHOWN = {
    "complete": {"completed": "R-COM", "status": "COM"},
    "vary": {"variations": [("R-VAR", "PEND")]},
    "invoice": {"invoices": [("INV-1", "PAID")], "status": "CLO"},
    "note": {"notes": ["R-NOTE"]},
    "cancel": {"status": "CAN"},
}
CALLS = [*SHOWN, "appoint", "non_access"]


@pytest.mark.parametrize("delivery", ["lost", "never"])
@pytest.mark.parametrize("call", CALLS)
def test_sending_it_again_settles_it(journal, call, delivery):
    journal.received()
    getattr(journal, call)(**{delivery: True})
    getattr(journal, call)()

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize("call", SHOWN)
def test_details_that_show_it_settle_it(journal, call):
    journal.received()
    getattr(journal, call)(lost=True)
    journal.details(**SHOWN[call])
    journal.rounds(4)

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize("delivery", ["lost", "never"])
@pytest.mark.parametrize("call", CALLS)
def test_giving_up_in_silence_is_a_breach(journal, call, delivery):
    journal.received()
    sent = getattr(journal, call)(**{delivery: True})
    journal.rounds(4)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].message == sent


def test_asking_and_then_giving_up_is_a_breach(journal):
    journal.received()
    journal.complete(never=True)
    journal.details()
    journal.rounds(4)

    assert journal.word(RULE) == "FAILED"


def test_a_repeat_that_is_lost_as_well_is_not_settled(journal):
    journal.received()
    journal.complete(lost=True)
    journal.complete(lost=True)
    journal.rounds(4)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violated == 1


def test_a_refusal_of_the_repeat_settles_it(journal):
    journal.received()
    journal.complete(lost=True)
    journal.complete(refused="ORDER-CANCELLED")

    assert journal.word(RULE) == "PASSED"


def test_a_receipt_is_settled_by_a_list_without_the_order(journal):
    journal.poll("1/1")
    journal.details()
    journal.receipt(lost=True)
    journal.poll()

    assert journal.word(RULE) == "PASSED"


def test_a_receipt_is_not_settled_by_a_list_with_the_order(journal):
    journal.poll("1/1")
    journal.details()
    journal.receipt(never=True)
    for _ in range(4):
        journal.poll("1/1")

    assert journal.word(RULE) == "FAILED"


def test_a_visit_is_settled_by_details_with_its_status(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.visit("ATT", lost=True)
    journal.details(appointments=[("A1", "ATT")])

    assert journal.word(RULE) == "PASSED"


def test_a_cancelled_order_leaves_nothing_to_settle(journal):
    journal.received()
    journal.complete(never=True)
    journal.details(status="CAN")
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_a_lost_list_needs_no_settling(journal):
    journal.poll("1/1", lost=True)
    journal.rounds(4)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_contractor_that_died_is_not_judged(journal):
    journal.received()
    journal.complete(lost=True)
    journal.idle(5)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_a_step_of_a_visit_that_a_later_one_has_overtaken_needs_no_settling(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.visit("ENR", ref="R1", lost=True)
    journal.visit("ATT", ref="R2")
    journal.visit("CMP", ref="R3")
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_nor_does_the_end_of_a_visit_that_was_read_as_broken(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.visit("CMP", never=True)
    journal.details(appointments=[("A1", "BRK")])
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_an_end_of_a_visit_that_is_still_open_does(journal):
    journal.received(appointments=[("A1", "ATT")])
    journal.visit("CMP", never=True)
    journal.details(appointments=[("A1", "ATT")])
    journal.rounds(4)

    assert journal.word(RULE) == "FAILED"
