import pytest

RULE = "money-adds-up"


def _completed(journal, order="1/1"):
    journal.received(order)
    return journal.complete(order, ref=f"R-C-{order}")


def test_everything_invoiced_once_and_right_adds_up(journal):
    _completed(journal)
    _completed(journal, "2/1")
    journal.fact("month_end", None)
    journal.invoice("1/1", "2/1")

    assert journal.word(RULE) == "PASSED"


def test_a_forgotten_order_is_a_breach_and_the_sum_says_so(journal):
    _completed(journal)
    _completed(journal, "2/1")
    journal.fact("month_end", None)
    journal.invoice("1/1")
    journal.rounds(4)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert "25.00 net in all, for work of 50.00: 2/1 (0 for 25.00)" in verdict.violations[0].came


def test_so_is_one_whose_completion_only_the_details_told(journal):
    journal.received()
    journal.complete(lost=True)
    journal.details(status="COM")
    journal.fact("month_end", None)
    journal.rounds(4)

    assert journal.word(RULE) == "FAILED"


def test_work_that_was_invoiced_twice_is_too_dear(journal):
    _completed(journal)
    journal.fact("month_end", None)
    journal.invoice(supplier="INV-1", ref="R-1")
    journal.invoice(supplier="INV-2", ref="R-2")

    assert journal.word(RULE) == "FAILED"


def test_the_same_invoice_twice_is_one(journal):
    _completed(journal)
    journal.fact("month_end", None)
    journal.invoice(ref="R-1")
    journal.invoice(ref="R-2")

    assert journal.word(RULE) == "PASSED"


def test_more_than_the_order_is_worth_is_too_dear(journal):
    _completed(journal)
    journal.invoice(lines=[(1, "9.00")])

    assert journal.word(RULE) == "FAILED"


def test_a_rejected_invoice_does_not_count(journal):
    _completed(journal)
    journal.fact("month_end", None)
    journal.invoice(supplier="INV-1", ref="R-1")
    journal.details(status="COM", invoices=[("INV-1", "REJ")])
    journal.fact("month_end", None)
    journal.invoice(supplier="INV-2", ref="R-2")

    assert journal.word(RULE) == "PASSED"


def test_an_invoice_without_an_answer_is_judged_elsewhere(journal):
    _completed(journal)
    journal.fact("month_end", None)
    journal.invoice(lost=True)
    journal.rounds(4)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_before_an_invoice_run_nothing_is_due(journal):
    _completed(journal)
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_work_still_to_be_inspected_is_not_due(journal):
    journal.entries[0].contractors["contractor"]["needs_inspection"] = True
    _completed(journal)
    journal.fact("month_end", None)
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_a_contractor_that_died_is_not_judged(journal):
    _completed(journal)
    journal.fact("month_end", None)
    journal.idle(5)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_an_invoice_run_for_other_orders_makes_nothing_due(journal):
    _completed(journal)
    journal.fact("month_end", "2/1")
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


@pytest.mark.parametrize("fate", ["lost", "never"])
def test_an_invoice_that_was_settled_by_sending_it_again_counts_once(make, fate):
    words = []
    for lines in (None, [(1, "9.00")]):
        journal = make.journal()
        _completed(journal)
        journal.fact("month_end", None)
        journal.invoice(lines=lines, **{fate: True})
        journal.invoice(lines=lines)
        words.append(journal.word(RULE))

    assert words == ["PASSED", "FAILED"]
