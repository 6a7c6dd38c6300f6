RULE = "no-completion-while-variation-pending"


def _pending(journal):
    journal.received()
    journal.fact("more_work_found")
    return journal.vary("PENDING")


def test_waiting_for_the_decision_is_kept(journal):
    _pending(journal)
    journal.fact("work_finished", tempts=[RULE])
    journal.details(variations=[("R-VAR", "REJ")])
    journal.complete()

    assert journal.word(RULE) == "PASSED"


def test_completing_while_pending_is_a_breach(journal):
    asked = _pending(journal)
    journal.fact("work_finished")
    sent = journal.complete(refused="VARIATION-PENDING")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (asked, sent)


def test_a_decision_that_was_not_asked_for_does_not_help(journal):
    _pending(journal)
    journal.act("approve_variation")
    journal.complete()

    assert journal.word(RULE) == "FAILED"


def test_without_finished_work_nothing_tempted(journal):
    _pending(journal)
    journal.live()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_contractor_that_only_polls_after_the_temptation_proves_nothing(journal):
    _pending(journal)
    journal.fact("work_finished")
    journal.rounds(5)
    journal.details(variations=[("R-VAR", "PEND")])
    journal.close()

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_work_taken_up_on_another_order_is_life(journal):
    _pending(journal)
    journal.fact("work_finished")
    journal.live()

    assert journal.word(RULE) == "PASSED"


def test_a_variation_whose_reply_was_lost_told_nothing(journal):
    journal.received()
    journal.vary("PENDING", lost=True)
    journal.complete()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_variation_applied_at_once_was_never_pending(journal):
    journal.received()
    journal.vary("APPLIED")
    journal.complete()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_details_without_the_variation_tell_that_there_is_none(journal):
    _pending(journal)
    journal.details(variations=[])
    journal.complete()

    assert journal.word(RULE) != "FAILED"


def test_a_decision_on_the_list_is_told(journal):
    _pending(journal)
    journal.poll("1/1", version=2, change="VAR")
    journal.complete()

    assert journal.word(RULE) != "FAILED"


def test_a_rejection_on_the_list_that_was_never_confirmed_tells_nothing_of_the_next(journal):
    journal.received()
    journal.poll("1/1", version=1, change="REJ")
    journal.vary("PENDING")
    journal.poll("1/1", version=1, change="REJ")
    journal.complete(refused="VARIATION-PENDING")

    assert journal.word(RULE) == "FAILED"


def test_work_that_was_finished_before_it_was_pending_tempted_nobody(journal):
    journal.received()
    journal.fact("work_finished")
    journal.vary("PENDING")
    journal.live()

    assert journal.word(RULE) == "NOT_EXERCISED"
