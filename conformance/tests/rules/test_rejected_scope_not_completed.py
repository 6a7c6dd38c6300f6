RULE = "rejected-scope-not-completed"


def _rejected(journal, lines=None):
    journal.received()
    journal.vary("PENDING", lines=lines)
    return journal.details(variations=[("R-VAR", "REJ")])


def test_completing_what_was_ordered_is_kept(journal):
    _rejected(journal)
    journal.complete(lines=[(1, "2.00")])

    assert journal.word(RULE) == "PASSED"


def test_completing_without_lines_means_what_was_ordered(journal):
    _rejected(journal)
    journal.complete()

    assert journal.word(RULE) == "PASSED"


def test_completing_the_rejected_line_is_a_breach(journal):
    told = _rejected(journal)
    sent = journal.complete(lines=[(1, "2.00"), (2, "1.00")])

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries[1:] == (told, sent)
    assert "line 2 with quantity 1.00" in verdict.violations[0].came


def test_completing_the_rejected_quantity_is_a_breach(journal):
    _rejected(journal, [("CHG", 1, "5.00")])
    journal.complete(lines=[(1, "5.00")])

    assert journal.word(RULE) == "FAILED"


def test_doing_less_is_no_rejected_scope(journal):
    _rejected(journal, [("CHG", 1, "5.00")])
    journal.complete(lines=[(1, "1.00")])

    assert journal.word(RULE) == "PASSED"


def test_a_rejection_in_the_reply_tells_as_well(journal):
    journal.received()
    journal.vary("REJECTED")
    journal.complete(lines=[(1, "2.00"), (2, "1.00")])

    assert journal.word(RULE) == "FAILED"


def test_scope_that_a_later_variation_brought_after_all_may_be_completed(journal):
    _rejected(journal)
    journal.vary("APPLIED", ref="R-VAR2")
    journal.complete(lines=[(1, "2.00"), (2, "1.00")])

    assert journal.word(RULE) == "PASSED"


def test_nobody_is_guilty_of_a_rejection_that_was_not_told(journal):
    journal.received()
    journal.vary("PENDING")
    journal.act("reject_variation")
    journal.details(variations=[("R-VAR", "REJ")], how={"lost": True})
    journal.complete(lines=[(1, "2.00"), (2, "1.00")])

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_without_finished_work_nothing_tempted(journal):
    _rejected(journal)
    journal.live()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_contractor_that_died_proves_nothing(journal):
    _rejected(journal)
    journal.fact("work_finished")
    journal.idle(5)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_a_second_rejection_under_way_is_not_held_against_the_report(journal):
    _rejected(journal)
    journal.vary("PENDING", ref="R-VAR2", lines=[("ADD", 3, "1.00")])
    reading = journal.details(variations=[("R-VAR", "REJ"), ("R-VAR2", "REJ")])
    journal.complete(lines=[(1, "2.00"), (3, "1.00")], unheard=reading)

    assert journal.word(RULE) != "FAILED"


def test_a_second_rejection_that_had_come_is_the_one_that_is_named(journal):
    _rejected(journal)
    journal.vary("PENDING", ref="R-VAR2", lines=[("ADD", 3, "1.00")])
    reading = journal.details(variations=[("R-VAR", "REJ"), ("R-VAR2", "REJ")])
    later = journal.poll()
    sent = journal.complete(lines=[(1, "2.00"), (3, "1.00")], unheard=later)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries[1:] == (reading, sent)


def test_a_line_that_was_rejected_twice_is_known_from_the_first_time(journal):
    told = _rejected(journal)
    journal.vary("PENDING", ref="R-VAR2")
    reading = journal.details(variations=[("R-VAR", "REJ"), ("R-VAR2", "REJ")])
    sent = journal.complete(lines=[(1, "2.00"), (2, "1.00")], unheard=reading)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries[1:] == (told, sent)


def test_a_line_that_came_after_all_and_is_taken_off_by_details_under_way_may_be_completed(journal):
    _rejected(journal)
    journal.vary("APPLIED", ref="R-VAR2")
    reading = journal.details(variations=[("R-VAR", "REJ"), ("R-VAR2", "APPL")])
    journal.complete(lines=[(1, "2.00"), (2, "1.00")], unheard=reading)

    assert journal.word(RULE) != "FAILED"
