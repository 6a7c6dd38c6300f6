"""What the explorer found in the rules, each as the shortest run where landlord and rule differed.

The landlord answers the very same message again as it did at first, so no rule may call that an act
of its own, and an old answer tells nothing new.
"""

from dataclasses import replace
from decimal import Decimal


def _rejected(journal, *quantities):
    """Variations of line 1, each rejected; the order has 2.00 of it."""
    journal.received()
    for number, quantity in enumerate(quantities, start=1):
        journal.vary(ref=f"R-VAR{number}", lines=[("CHG", 1, quantity)])
    told = [(f"R-VAR{number}", "REJ") for number in range(1, len(quantities) + 1)]
    journal.details(variations=told)


def test_a_booking_sent_again_after_the_cancellation_is_no_work(journal):
    journal.received()
    journal.appoint()
    journal.cancel()
    journal.appoint()

    assert journal.word("no-work-after-cancellation") != "FAILED"


def test_a_refused_message_is_work_when_it_is_sent_after_the_cancellation(journal):
    journal.poll()
    journal.complete(never=True)
    journal.complete(refused="RECEIPT-MISSING")
    journal.details(status="CAN")
    journal.complete(refused="ORDER-CANCELLED")

    assert journal.word("no-work-after-cancellation") == "FAILED"


def test_a_visit_reported_again_as_told_is_no_work_on_a_cancelled_or_held_order(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.visit("CMP", ref="R-1")
    journal.details(status="HLD", appointments=[("A1", "CMP")])
    journal.visit("CMP", ref="R-2")
    journal.details(status="CAN", appointments=[("A1", "CMP")])
    journal.visit("CMP", ref="R-3")

    assert journal.word("no-work-after-cancellation") != "FAILED"
    assert journal.verdict("no-work-while-held").violations == ()


def test_a_booking_sent_again_while_held_is_no_work(journal):
    journal.received()
    journal.appoint()
    journal.details(status="HLD")
    journal.appoint()

    assert journal.verdict("no-work-while-held").violations == ()


def test_an_applied_variation_sent_again_is_based_on_its_own_version(journal):
    journal.received()
    journal.vary("APPLIED")
    journal.details(version=2)
    journal.vary("APPLIED")

    assert journal.word("variation-on-current-version") == "PASSED"


def test_a_receipt_sent_again_confirms_what_it_did_at_first(journal):
    journal.received()
    journal.details(version=2)
    journal.receipt(version=1, ref="R-1/1")

    assert journal.word("receipt-of-version-read") == "PASSED"


def test_an_old_answer_does_not_make_a_decided_variation_pending_again(journal):
    journal.received()
    journal.vary()
    journal.details(variations=[("R-VAR", "REJ")])
    journal.vary()
    journal.complete()

    assert journal.word("no-completion-while-variation-pending") != "FAILED"


def test_an_old_answer_does_not_mend_a_broken_visit(journal):
    journal.received()
    journal.appoint(reference="A1")
    journal.details(appointments=[("A1", "BRK")])
    journal.appoint(reference="A1")
    journal.visit("CMP", refused="APPOINTMENT-BROKEN")

    assert journal.word("broken-appointment-not-completed") == "FAILED"


def test_a_non_access_at_a_visit_that_ended_is_another_status(journal):
    journal.received(appointments=[("A1", "CMP")])
    journal.non_access(reference="A1", refused="APPOINTMENT-FINAL")

    assert journal.word("appointment-final-status-kept") == "FAILED"


def test_a_visit_of_another_order_is_not_known_for_this_one(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.received("2/1")
    journal.appoint("2/1", replaces="A1", refused="APPOINTMENT-UNKNOWN")

    assert journal.word("appointment-reference-known") == "FAILED"


def test_a_line_at_standard_rate_bears_tax_also_under_the_reverse_charge(journal, make):
    right = make.invoice(("1/1",), [(1, "2.00")], "INV-1", "R-INV", tax_code="Z00")
    lines = tuple(replace(each, tax_code="S20") for each in right.orders[0].lines)
    shares = (replace(right.orders[0], lines=lines),)
    journal.invoice(fields={"orders": shares, "tax_total": Decimal(0), "reverse_charge": True})

    assert "Tax of line 1" in journal.verdict("invoice-sums-right").violations[0].came


def test_who_cancels_again_what_was_told_cancelled_needs_no_receipt(journal):
    journal.poll()
    journal.cancel("WRALL", ref="R-1")
    journal.cancel("NOTREQ", ref="R-2")

    assert journal.word("work-after-receipt") != "FAILED"


def test_a_completion_that_was_refused_may_not_come_after_another(journal):
    journal.received()
    journal.complete(ref="R-1", refused="ORDER-HELD")
    journal.complete(ref="R-2")
    journal.complete(ref="R-1", refused="COMPLETED-ALREADY")

    assert journal.word("completed-once") == "FAILED"


def test_every_quantity_that_was_rejected_stays_rejected(journal):
    _rejected(journal, "5.00", "7.00")
    journal.complete(lines=[(1, "5.00")], refused="COMPLETION-REJECTED")

    assert journal.word("rejected-scope-not-completed") == "FAILED"


def test_a_line_that_was_varied_in_vain_is_invoiced_as_ordered_all_the_same(journal):
    _rejected(journal, "5.00")
    journal.invoice(lines=[(1, "4.00")], refused="INVOICE-LINES")

    assert journal.word("invoice-matches-order") == "FAILED"


def test_work_of_which_only_the_details_told_has_begun(journal):
    journal.received()
    journal.vary(lost=True)
    journal.details(variations=[("R-VAR", "PEND")])
    journal.cancel("WRALL", refused="WORK-BEGAN")

    assert journal.word("sent-back-only-before-work") == "FAILED"
