from world_builder import tell

RULE = "note-once"


def test_one_note_is_right(journal):
    journal.received()
    journal.note()

    assert journal.word(RULE) == "PASSED"


def test_the_same_note_as_another_event_warns(journal):
    journal.received()
    first = journal.note(ref="R-1")
    second = journal.note(ref="R-2")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].entries == (first, second)


def test_what_was_said_twice_is_noted_twice(journal):
    journal.received()
    tell(journal, "remark", text="Rang.")
    tell(journal, "remark", text="Rang.")
    journal.note(ref="R-1")
    journal.note(ref="R-2")

    assert journal.word(RULE) == "PASSED"


def test_after_a_lost_reply_another_rule_judges(journal):
    journal.received()
    journal.note(ref="R-1", lost=True)
    journal.note(ref="R-2")

    assert journal.word(RULE) == "PASSED"


def test_a_note_that_was_refused_may_be_sent_again(journal):
    journal.received()
    journal.note(ref="R-1", refused="RECEIPT-MISSING")
    journal.note(ref="R-2")

    assert journal.word(RULE) == "PASSED"
