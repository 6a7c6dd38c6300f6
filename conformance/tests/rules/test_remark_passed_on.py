from world_builder import tell

RULE = "remark-passed-on"


def test_a_note_is_kept(journal):
    journal.received()
    tell(journal, "remark", text="Ring first.")
    journal.note()

    assert journal.word(RULE) == "PASSED"


def test_no_note_warns(journal):
    journal.received()
    fact = tell(journal, "remark", text="Ring first.")
    journal.rounds(4)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].entries == (fact,)


def test_a_completed_order_can_still_be_noted(journal):
    journal.received()
    journal.complete()
    tell(journal, "remark", text="Ring first.")
    journal.rounds(4)

    assert journal.word(RULE) == "WARNED"


def test_a_closed_one_cannot(journal):
    journal.received()
    journal.details(status="CLO")
    tell(journal, "remark", text="Ring first.")
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_a_note_that_was_refused_is_due_again(journal):
    journal.received()
    tell(journal, "remark", text="Ring first.")
    journal.note(refused="TEXT-TOO-LONG")
    journal.rounds(4)

    assert journal.word(RULE) == "WARNED"


def test_a_contractor_that_died_is_not_judged(journal):
    journal.received()
    tell(journal, "remark", text="Ring first.")
    journal.idle(5)

    assert journal.word(RULE) == "INCONCLUSIVE"
