RULE = "found-work-asked-for"
MORE = [{"action": "ADD", "line": 2, "sor": "900101", "quantity": "1.00"}]


def test_a_variation_between_the_find_and_the_completion_is_right(journal):
    journal.received()
    journal.fact("more_work_found", lines=MORE)
    journal.vary("APPLIED")
    journal.complete()

    assert journal.word(RULE) == "PASSED"


def test_completing_without_having_asked_is_a_breach(journal):
    journal.received()
    found = journal.fact("more_work_found", lines=MORE)
    sent = journal.complete()

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (found, sent)


def test_each_find_needs_its_own_variation(journal):
    journal.received()
    journal.fact("more_work_found", lines=MORE)
    journal.vary("APPLIED", lines=[("ADD", 2, "1.00")])
    journal.fact("more_work_found", lines=[{**MORE[0], "line": 3}])
    journal.complete()

    verdict = journal.verdict(RULE)

    assert (verdict.satisfied, verdict.violated) == (1, 1)


def test_a_find_that_no_longer_fits_or_is_on_the_order_need_not_be_asked_for(journal):
    journal.received(lines=[("1", "2.00"), ("2", "1.00")])
    journal.fact("more_work_found", lines=[{"action": "CHG", "line": 9, "quantity": "2.00"}])
    journal.fact("more_work_found", lines=MORE)
    journal.complete()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_refused_completion_completes_nothing(journal):
    journal.received()
    journal.fact("more_work_found", lines=MORE)
    journal.complete(refused="ORDER-HELD")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_find_after_the_completion_comes_too_late_for_this_rule(journal):
    journal.received()
    journal.complete()
    journal.fact("more_work_found", lines=MORE)

    assert journal.word(RULE) == "NOT_EXERCISED"
