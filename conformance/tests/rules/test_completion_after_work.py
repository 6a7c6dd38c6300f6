RULE = "completion-after-work"
TWO = [("1", "2.00"), ("2", "1.00")]


def test_a_finished_order_may_be_completed(journal):
    journal.received()
    told = journal.fact("work_finished")
    sent = journal.complete()

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "PASSED"
    assert verdict.evidence == (told, sent)


def test_completing_when_the_operative_arrives_is_a_breach(journal):
    journal.received()
    journal.fact("operative_arrived")
    journal.complete()

    (found,) = journal.verdict(RULE).violations

    assert "line 1 of it is finished" in found.came


def test_completing_with_the_first_of_two_lines_is_a_breach(journal):
    journal.received(lines=TWO)
    journal.fact("work_finished", lines=[{"line": 1}])
    journal.complete()

    (found,) = journal.verdict(RULE).violations

    assert "line 2 of it is finished" in found.came


def test_the_last_of_two_lines_makes_it_right(journal):
    journal.received(lines=TWO)
    journal.fact("work_finished", lines=[{"line": 1}])
    journal.fact("work_finished", lines=[{"line": 2}])
    journal.complete()

    assert journal.word(RULE) == "PASSED"


def test_where_nobody_tells_facts_nothing_is_judged(journal):
    journal.received()
    journal.complete()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_lines_under_numbers_of_ones_own_are_finished_with_the_others(journal):
    journal.received(lines=[("1", "2.00")])
    journal.fact("more_work_found", lines=[{"action": "ADD", "line": 2, "sor": "900101"}])
    journal.vary("APPLIED", lines=[("ADD", 7, "1.00")])
    journal.details(version=2, lines=[("1", "2.00"), ("7", "1.00")])
    journal.fact("work_finished", lines=[{"line": 1}, {"line": 2}])
    journal.complete()

    assert journal.word(RULE) == "PASSED"


def test_an_ordered_line_that_was_added_again_is_still_to_be_finished(journal):
    journal.received(lines=TWO)
    journal.vary("APPLIED", lines=[("ADD", 1, "1.00")])
    journal.details(lines=TWO)
    journal.fact("work_finished", lines=[{"line": 2}])
    journal.complete()

    assert journal.word(RULE) == "FAILED"
