import pytest

RULE = "completed-lines-current"


def test_the_lines_of_the_latest_details_are_right(journal):
    journal.received(lines=[("1", "2.00")])
    journal.details(version=2, lines=[("1", "3.00")])
    journal.complete(lines=[(1, "3.00")])

    assert journal.word(RULE) == "PASSED"


def test_a_line_that_was_taken_off_is_a_breach_and_named(journal):
    journal.received(lines=[("1", "2.00"), ("2", "1.00")])
    told = journal.details(version=2, lines=[("1", "2.00")])
    sent = journal.complete(lines=[(1, "2.00"), (2, "1.00")], refused="COMPLETION-LINES")

    (found,) = journal.verdict(RULE).violations

    assert found.entries == (told, sent)
    assert "line 2, which is not on the order" in found.came


def test_an_old_quantity_and_a_missing_line_are_breaches(journal):
    journal.received(lines=[("1", "2.00"), ("2", "1.00")])
    journal.complete(lines=[(1, "4.00"), (2, "1.00")], refused="COMPLETION-LINES")
    journal.complete(lines=[(1, "2.00")], ref="R2", refused="COMPLETION-LINES")

    came = [each.came for each in journal.verdict(RULE).violations]

    assert "line 1 x 4.00, ordered x 2.00" in came[0]
    assert "no line 2" in came[1]


def test_without_lines_everything_is_meant(journal):
    journal.received(lines=[("1", "2.00"), ("2", "1.00")])
    journal.complete()

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize(("amount", "word"), [("2.000", "PASSED"), ("9.000", "FAILED")])
def test_noughts_at_the_end_change_no_quantity(journal, amount, word):
    journal.received(lines=[("1", "2.00")])
    journal.complete(lines=[(1, amount)])

    assert journal.word(RULE) == word


def test_a_change_that_nobody_told_is_no_breach(journal):
    journal.received(lines=[("1", "2.00")])
    journal.act("amend_order")
    journal.complete(lines=[(1, "2.00")], refused="COMPLETION-LINES")

    assert journal.word(RULE) == "PASSED"


def test_rejected_lines_and_long_decimals_are_left_to_their_own_rules(journal):
    journal.received(lines=[("1", "2.00")])
    journal.vary(lines=[("CHG", 1, "5.00")])
    journal.details(variations=[("R-VAR", "REJ")])
    journal.complete(lines=[(1, "5.00")], ref="R1", refused="COMPLETION-REJECTED")
    journal.complete(lines=[(1, "2.001")], ref="R2", refused="DECIMALS-TOO-MANY")

    assert journal.verdict(RULE).violations == ()
