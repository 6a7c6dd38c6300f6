import pytest

RULE = "work-invoiced-once"


def _completed(journal, *orders):
    for order in orders or ("1/1",):
        journal.received(order)
        journal.complete(order, ref=f"R-COM-{order}")


def test_a_second_run_that_leaves_the_order_out_is_kept(journal):
    _completed(journal)
    journal.invoice()
    journal.fact("month_end", None)
    journal.live()

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize(
    ("supplier", "quantity", "code"),
    [("INV-1", "1.00", "REFERENCE-REUSED"), ("INV-2", "2.00", "INVOICED-ALREADY")],
)
def test_a_second_invoice_is_a_breach_and_both_are_named(journal, supplier, quantity, code):
    _completed(journal)
    first = journal.invoice()
    lines = [(1, quantity)]
    second = journal.invoice(ref="R-INV2", supplier=supplier, lines=lines, refused=code)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (first, second)


def test_the_very_same_message_again_is_no_second_invoice(journal):
    _completed(journal)
    journal.invoice()
    journal.fact("month_end", None)
    journal.invoice()

    assert journal.word(RULE) == "PASSED"


def test_the_same_invoice_under_another_reference_is_no_second_one(journal):
    _completed(journal)
    journal.invoice()
    journal.fact("month_end", None)
    journal.invoice(ref="R-AGAIN")

    assert journal.word(RULE) == "PASSED"


def test_a_new_invoice_after_a_lost_repeat_is_a_breach(journal):
    _completed(journal)
    journal.invoice()
    journal.invoice(lost=True)
    journal.invoice(ref="R-INV2", supplier="INV-2", refused="INVOICED-ALREADY")

    assert journal.word(RULE) == "FAILED"


def test_a_lost_reply_is_no_licence_for_a_new_invoice(journal):
    _completed(journal)
    journal.invoice(lost=True)
    journal.invoice(ref="R-INV2", supplier="INV-2")

    assert journal.word(RULE) == "FAILED"


def test_after_a_lost_request_nothing_was_invoiced_twice(journal):
    """Whether the contractor could know is judged by repeat-with-same-reference."""
    _completed(journal)
    journal.invoice(never=True)
    journal.invoice(ref="R-INV2", supplier="INV-2")

    assert journal.word(RULE) == "PASSED"


def test_details_that_show_no_invoice_allow_a_new_one(journal):
    _completed(journal)
    journal.invoice(lost=True)
    journal.details(status="COM")
    journal.invoice(ref="R-INV2", supplier="INV-2")

    assert journal.word(RULE) == "PASSED"


def test_a_refused_invoice_may_be_sent_again_corrected(journal):
    _completed(journal)
    journal.invoice(refused="SUM-WRONG")
    journal.invoice(ref="R-INV2", supplier="INV-2")

    assert journal.word(RULE) != "FAILED"


def test_a_rejected_invoice_may_be_replaced(journal):
    _completed(journal)
    journal.invoice()
    journal.details(status="COM", invoices=[("INV-1", "REJ")])
    journal.invoice(ref="R-INV2", supplier="INV-2")

    assert journal.word(RULE) != "FAILED"


def test_one_order_of_several_counts(journal):
    _completed(journal, "1/1", "2/1")
    journal.invoice("1/1", "2/1")
    journal.invoice("2/1", ref="R-INV2", supplier="INV-2")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert [each.order for each in verdict.violations] == ["2/1"]


def test_an_invoice_after_a_refused_repeat_is_held_against_the_first(journal):
    _completed(journal)
    first = journal.invoice()
    journal.invoice(ref="R2", supplier="INV-2", refused="INVOICED-ALREADY")
    journal.invoice(ref="R3", supplier="INV-3", refused="INVOICED-ALREADY")

    verdict = journal.verdict(RULE)

    assert [each.entries[0] for each in verdict.violations] == [first, first]


def test_without_a_second_run_nothing_tempted(journal):
    _completed(journal)
    journal.invoice()
    journal.live()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_contractor_that_only_polls_after_the_second_run_proves_nothing(journal):
    _completed(journal)
    journal.invoice()
    journal.fact("month_end", None)
    journal.rounds(5)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_the_next_run_that_invoices_another_order_shows_life(journal):
    journal.received("1/1")
    journal.received("2/1")
    journal.fact("month_end", None)
    first = journal.invoice("1/1")
    run = journal.fact("month_end", None)
    second = journal.invoice("2/1", ref="R-2", supplier="INV-2")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "PASSED"
    assert verdict.evidence == (first, run, second)
