RULE = "visit-ended-before-completion"


def test_a_visit_that_was_ended_first_is_right(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.visit("ATT", ref="R1")
    journal.visit("CMP", ref="R2")
    journal.complete()

    assert journal.word(RULE) == "PASSED"


def test_completing_while_an_attended_visit_stands_warns(journal):
    journal.received(appointments=[("A1", "BKD")])
    told = journal.visit("ATT", ref="R1")
    sent = journal.complete()
    journal.visit("CMP", ref="R2")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].entries == (told, sent)


def test_an_end_that_was_sent_and_not_answered_is_enough(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.visit("ATT", ref="R1")
    journal.visit("CMP", ref="R2", lost=True)
    journal.complete()

    assert journal.word(RULE) == "PASSED"


def test_an_order_without_an_attended_visit_is_no_occasion(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.complete()

    assert journal.word(RULE) == "NOT_EXERCISED"
