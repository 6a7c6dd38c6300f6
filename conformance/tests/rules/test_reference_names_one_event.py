RULE = "reference-names-one-event"


def test_each_event_with_its_own_is_right(journal):
    journal.received()
    journal.note(ref="R-1")
    journal.note(ref="R-2", text="Rang again.")

    assert journal.word(RULE) == "PASSED"


def test_the_same_message_again_is_right(journal):
    journal.note(ref="R-1", lost=True)
    journal.note(ref="R-1")

    assert journal.word(RULE) == "PASSED"


def test_another_event_under_a_used_reference_fails_with_both(journal):
    first = journal.note(ref="R-1")
    second = journal.note(ref="R-1", text="Rang again.", refused="KEY-REUSED")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (first, second)


def test_another_operation_under_a_reference_that_may_be_used_fails(journal):
    journal.note(ref="R-1", never=True)
    journal.complete(ref="R-1")

    assert journal.word(RULE) == "FAILED"


def test_the_reference_of_a_refused_message_may_serve_again(journal):
    journal.note(ref="R-1", refused="TEXT-TOO-LONG")
    journal.note(ref="R-1", text="Shorter.")

    assert journal.word(RULE) == "PASSED"


def test_a_repeat_with_other_content_is_left_to_the_rule_of_repeats(journal):
    journal.note(ref="R-1", lost=True)
    journal.note(ref="R-1", text="Rang, I said.", refused="KEY-REUSED")

    assert journal.word(RULE) == "PASSED"
