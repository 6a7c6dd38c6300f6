import pytest

RULE = "no-work-after-completion"


@pytest.mark.parametrize("act", ["vary", "appoint", "non_access", "cancel"])
def test_what_belongs_before_the_completion_is_a_breach_after_it(journal, act):
    journal.received()
    told = journal.complete()
    sent = getattr(journal, act)(refused="ORDER-COMPLETED")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (told, sent)


def test_who_is_tempted_and_lives_on_has_kept_it(journal):
    journal.received()
    journal.complete()
    journal.fact("more_work_found")
    journal.live()

    assert journal.word(RULE) == "PASSED"


def test_a_note_an_invoice_and_the_end_of_a_visit_are_no_breach(journal):
    journal.received(appointments=[("A1", "ATT")])
    journal.complete()
    journal.fact("visit_agreed")
    journal.visit("CMP")
    journal.note()
    journal.invoice()

    assert journal.word(RULE) == "PASSED"


def test_without_temptation_or_life_nothing_is_proved(journal):
    journal.received()
    journal.complete()

    assert journal.word(RULE) == "NOT_EXERCISED"

    journal.fact("more_work_found")
    journal.rounds()

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_a_completion_without_a_reply_binds_nobody(journal):
    journal.received()
    journal.complete(lost=True)
    journal.vary(refused="ORDER-COMPLETED")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_variation_sent_before_and_never_answered_may_be_sent_again(journal):
    journal.received()
    journal.vary(never=True)
    journal.complete()
    journal.fact("more_work_found")
    journal.vary(refused="ORDER-COMPLETED")
    journal.note()

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize("act", ["vary", "appoint", "non_access", "cancel"])
def test_details_under_way_that_tell_of_the_closing_do_not_excuse_it(journal, act):
    journal.received()
    told = journal.complete()
    closing = journal.details(status="CLO")
    sent = getattr(journal, act)(refused="ORDER-CLOSED", unheard=closing)

    (found,) = journal.verdict(RULE).violations

    assert found.entries == (told, sent)
    assert journal.word("closed-order-left-alone") != "FAILED"


def test_what_follows_a_closing_that_was_heard_is_left_to_its_rule(journal):
    journal.received()
    journal.complete()
    journal.details(status="CLO")
    later = journal.poll()
    journal.vary(refused="ORDER-CLOSED", unheard=later)

    assert journal.word(RULE) != "FAILED"
    assert journal.word("closed-order-left-alone") == "FAILED"


def test_a_closing_that_the_contractors_own_invoice_brought_is_left_to_its_rule(journal):
    journal.received()
    journal.complete()
    sent = journal.invoice()
    journal.vary(refused="ORDER-CLOSED", unheard=sent)

    assert journal.word(RULE) != "FAILED"
    assert journal.word("closed-order-left-alone") == "FAILED"


def test_a_closing_under_way_after_no_completion_binds_nobody(journal):
    journal.received()
    closing = journal.details(status="CLO")
    journal.vary(refused="ORDER-CLOSED", unheard=closing)

    assert journal.word(RULE) != "FAILED"
