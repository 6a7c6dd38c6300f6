from datetime import datetime

import pytest

RULE = "repeat-with-same-reference"

CALLS = ["receipt", "complete", "vary", "non_access", "invoice", "appoint", "note", "cancel"]


@pytest.mark.parametrize("delivery", ["lost", "never"])
@pytest.mark.parametrize("call", CALLS)
def test_the_same_message_again_is_kept(journal, call, delivery):
    journal.received()
    first = getattr(journal, call)(**{delivery: True})
    again = getattr(journal, call)()

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "PASSED"
    assert verdict.evidence == (first, again)


@pytest.mark.parametrize("delivery", ["lost", "never"])
@pytest.mark.parametrize("call", CALLS)
def test_a_new_reference_is_a_breach_whatever_became_of_the_first(journal, call, delivery):
    journal.received()
    first = getattr(journal, call)(**{delivery: True})
    again = getattr(journal, call)(ref="R-NEW")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (first, again)


def test_other_content_under_the_same_reference_is_a_breach(journal):
    journal.received()
    journal.complete(lost=True)
    journal.complete(at=datetime(2026, 3, 3, 9, 0))

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert "other content" in verdict.violations[0].came


def test_a_new_reference_is_legal_once_the_details_showed_that_nothing_was_recorded(journal):
    journal.received()
    journal.complete(never=True)
    journal.details()
    journal.complete(ref="R-NEW")

    assert journal.word(RULE) == "PASSED"


def test_another_note_is_another_event(journal):
    journal.received()
    journal.note(lost=True)
    journal.note(text="Rang again.", ref="R-NEW")

    assert journal.word(RULE) == "PASSED"


def test_another_status_of_the_visit_is_another_event(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.visit("ATT", lost=True)
    journal.visit("CMP", ref="R-NEW")

    assert journal.word(RULE) == "PASSED"


def test_the_same_status_of_the_visit_is_the_same_event(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.visit("ATT", lost=True)
    journal.visit("ATT", ref="R-NEW")

    assert journal.word(RULE) == "FAILED"


def test_an_invoice_of_two_orders_is_judged_once(journal):
    journal.received("1/1")
    journal.received("2/1")
    journal.invoice("1/1", "2/1", lost=True)
    journal.invoice("1/1", "2/1", ref="R-NEW", supplier="INV-2")

    assert journal.verdict(RULE).violated == 1


def test_a_corrected_message_after_a_refusal_is_no_repeat(journal):
    journal.received()
    journal.complete(refused="DATE-IN-FUTURE")
    journal.complete(ref="R-NEW")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_contractor_that_died_proves_nothing(journal):
    journal.received()
    journal.complete(lost=True)
    journal.idle(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_a_new_reference_after_the_details_showed_it_recorded_is_a_breach(journal):
    journal.received()
    first = journal.complete(lost=True)
    journal.details(status="COM")
    again = journal.complete(ref="R-NEW", refused="COMPLETED-ALREADY")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (first, again)


def test_a_receipt_is_not_shown_by_the_details_so_reading_them_excuses_no_new_reference(journal):
    journal.poll("1/1")
    journal.details()
    journal.receipt(lost=True)
    journal.details()
    journal.receipt(ref="R-NEW")

    assert journal.word(RULE) == "FAILED"


def test_an_order_that_is_listed_still_may_be_confirmed_anew(journal):
    journal.poll("1/1")
    journal.details()
    journal.receipt(never=True)
    journal.poll("1/1")
    journal.details()
    journal.receipt(ref="R-NEW")
    journal.note()

    assert journal.word(RULE) == "PASSED"


def test_what_a_stale_reply_showed_excuses_a_new_reference(journal):
    journal.received()
    journal.complete(lost=True)
    journal.details(how={"lost": True, "fault": "stale-reply"})
    journal.complete(ref="R-NEW")

    assert journal.word(RULE) != "FAILED"


def test_a_variation_that_was_rejected_meanwhile_may_be_asked_for_anew(journal):
    journal.received()
    journal.vary(lost=True)
    journal.details(variations=[("R-VAR", "REJ")])
    journal.vary(ref="R-NEW")

    assert journal.word(RULE) == "PASSED"


def test_the_same_words_may_be_noted_again_when_they_were_said_again(journal):
    journal.received()
    journal.note(lost=True)
    journal.details(notes=["R-NOTE"])
    journal.fact("remark", text="Rang.")
    journal.note(ref="R-NEW")

    assert journal.word(RULE) == "PASSED"


def test_the_same_words_under_a_new_reference_without_a_new_remark_are_a_repeat(journal):
    journal.received()
    journal.note(lost=True)
    journal.details(notes=["R-NOTE"])
    journal.note(ref="R-NEW")

    assert journal.word(RULE) == "FAILED"
