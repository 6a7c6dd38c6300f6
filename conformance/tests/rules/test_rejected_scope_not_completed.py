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
