import pytest

RULE = "closed-order-left-alone"


@pytest.mark.parametrize("act", ["note", "vary", "appoint", "cancel", "non_access"])
def test_anything_on_a_closed_order_is_a_breach(journal, act):
    journal.received()
    journal.complete()
    told = journal.invoice()
    sent = getattr(journal, act)(refused="ORDER-CLOSED")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (told, sent)


def test_a_second_invoice_is_left_to_its_own_rule(journal):
    journal.received()
    journal.details(status="CLO")
    journal.invoice(refused="INVOICED-ALREADY")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_who_is_tempted_and_lives_on_has_kept_it(journal):
    journal.received()
    journal.details(status="CLO")
    journal.fact("remark")
    journal.live()

    assert journal.word(RULE) == "PASSED"


def test_who_was_not_told_of_the_closing_is_not_guilty(journal):
    journal.received()
    journal.complete()
    journal.act("pay_invoice")
    journal.note(refused="ORDER-CLOSED")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_profile_without_the_second_seed_does_not_ask_for_it(make):
    journal = make.journal(second_seed=False)
    journal.received()
    journal.details(status="CLO")
    journal.note()

    assert journal.word(RULE) == "NOT_APPLICABLE"
