RULE = "variation-lines-fit"
TWO = [("1", "2.00"), ("2", "1.00")]


def test_a_new_number_for_an_added_line_and_a_known_one_for_others_are_right(journal):
    journal.received(lines=TWO)
    journal.vary(lines=[("ADD", 3, "1.00"), ("CHG", 1, "3.00"), ("REM", 2, "0")])

    assert journal.word(RULE) == "PASSED"


def test_adding_a_line_that_is_there_is_a_breach(journal):
    journal.received(lines=TWO)
    journal.vary(lines=[("CHG", 1, "3.00"), ("ADD", 2, "1.00")], refused="LINE-EXISTS")

    (found,) = journal.verdict(RULE).violations

    assert "adds line 2, which is there already" in found.came
    assert "the lines 1, 2" in found.legal


def test_changing_or_removing_a_line_that_was_taken_off_is_a_breach(journal):
    journal.received(lines=TWO)
    journal.details(version=2, lines=[("1", "2.00")])
    journal.vary(base=2, lines=[("REM", 2, "0")], refused="LINE-UNKNOWN")

    (found,) = journal.verdict(RULE).violations

    assert "REM of line 2, which is not there" in found.came


def test_leaving_nothing_is_a_breach_and_exchanging_everything_is_not(journal):
    journal.received(lines=[("1", "2.00")])
    journal.vary(lines=[("REM", 1, "0")], ref="R1", refused="NOTHING-LEFT")
    journal.vary(lines=[("REM", 1, "0"), ("ADD", 2, "1.00")], ref="R2")

    verdict = journal.verdict(RULE)

    assert (verdict.satisfied, verdict.violated) == (1, 1)


def test_lines_of_a_variation_applied_at_once_are_there(journal):
    journal.received()
    journal.vary("APPLIED")
    journal.vary(base=2, ref="R2", lines=[("CHG", 2, "2.00")])

    assert journal.word(RULE) == "PASSED"


def test_another_version_is_left_to_its_own_rule(journal):
    journal.received()
    journal.vary(base=2, lines=[("ADD", 1, "1.00")], refused="VERSION-STALE")

    assert journal.word(RULE) == "NOT_EXERCISED"
