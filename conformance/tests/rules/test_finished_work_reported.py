RULE = "finished-work-reported"


def test_a_completion_after_the_work_is_kept(journal):
    journal.received()
    journal.fact("work_finished")
    journal.complete()

    assert journal.word(RULE) == "PASSED"


def test_finished_work_that_is_never_reported_is_a_breach(journal):
    journal.received()
    finished = journal.fact("work_finished")
    journal.rounds(4)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (finished,)


def test_a_late_report_is_a_report(journal):
    journal.received()
    journal.fact("work_finished")
    journal.rounds(6)
    journal.complete()

    assert journal.word(RULE) == "PASSED"


def test_a_refused_completion_that_is_dropped_is_a_breach(journal):
    journal.received()
    journal.fact("work_finished")
    journal.complete(refused="DATE-IN-FUTURE")
    journal.rounds(4)

    assert journal.word(RULE) == "FAILED"


def test_a_lost_completion_is_judged_elsewhere(journal):
    journal.received()
    journal.fact("work_finished")
    journal.complete(never=True)
    journal.rounds(4)

    assert journal.word(RULE) == "PASSED"


def test_while_a_variation_is_pending_nothing_is_due(journal):
    journal.received()
    journal.vary("PENDING")
    journal.fact("work_finished")
    journal.rounds(5)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_once_it_is_decided_not_asking_is_no_excuse(journal):
    journal.received()
    journal.vary("PENDING")
    journal.fact("work_finished")
    journal.act("reject_variation")
    journal.rounds(5)

    assert journal.word(RULE) == "FAILED"


def test_while_the_order_is_held_nothing_is_due(journal):
    journal.received()
    journal.fact("work_finished")
    journal.details(status="HLD")
    journal.rounds(5)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_after_the_release_it_is_due(journal):
    journal.received()
    journal.fact("work_finished")
    journal.details(status="HLD")
    journal.rounds(5)
    journal.details(status="ISS")
    journal.rounds(2)
    assert journal.word(RULE) == "INCONCLUSIVE"
    journal.rounds(2)

    assert journal.word(RULE) == "FAILED"


def test_one_finished_line_of_two_is_not_all(journal):
    journal.received(lines=[("1", "2.00"), ("2", "1.00")])
    journal.fact("work_finished", lines=[{"line": 1, "quantity": "2.00"}])
    journal.rounds(5)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_the_last_finished_line_makes_it_all(journal):
    journal.received(lines=[("1", "2.00"), ("2", "1.00")])
    journal.fact("work_finished", lines=[{"line": 1}])
    journal.fact("work_finished", lines=[{"line": 2}])
    journal.rounds(5)

    assert journal.word(RULE) == "FAILED"


def test_a_contractor_that_never_read_the_order_was_not_told(journal):
    journal.fact("work_finished")
    journal.rounds(5)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_contractor_that_died_is_not_judged(journal):
    journal.received()
    journal.fact("work_finished")
    journal.idle(5)

    assert journal.word(RULE) == "INCONCLUSIVE"
