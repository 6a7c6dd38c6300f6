RULE = "broken-appointment-not-completed"


def _broken(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.act("break_appointment")
    return journal.details(appointments=[("A1", "BRK")])


def test_booking_another_visit_is_kept(journal):
    _broken(journal)
    journal.fact("operative_arrived")
    journal.appoint()

    assert journal.word(RULE) == "PASSED"


def test_completing_it_is_a_breach(journal):
    told = _broken(journal)
    journal.fact("operative_arrived")
    sent = journal.visit("CMP", refused="APPOINTMENT-BROKEN")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (told, sent)


def test_one_the_contractor_broke_itself_stays_broken_too(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.visit("BRK", ref="R1")
    journal.visit("CMP", ref="R2")

    assert journal.word(RULE) == "FAILED"


def test_nobody_is_guilty_of_a_break_that_was_not_told(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.act("break_appointment")
    journal.details(appointments=[("A1", "BRK")], how={"lost": True})
    journal.visit("CMP", refused="APPOINTMENT-BROKEN")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_completing_the_visit_that_replaced_it_is_kept(journal):
    _broken(journal)
    journal.appoint(reference="A2", ref="R1")
    journal.fact("work_finished")
    journal.visit("CMP", "A2")

    assert journal.word(RULE) == "PASSED"


def test_without_a_visit_nothing_tempted(journal):
    _broken(journal)
    journal.live()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_visit_before_it_was_told_tempts_nobody(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.act("break_appointment")
    journal.fact("operative_arrived")
    journal.details(appointments=[("A1", "BRK")])
    journal.live()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_contractor_that_only_reads_afterwards_proves_nothing(journal):
    _broken(journal)
    journal.fact("operative_arrived")
    journal.rounds(4)
    journal.details(appointments=[("A1", "BRK")])

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_a_repeat_of_what_was_sent_before_the_break_was_told_is_none(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.visit("CMP", ref="R1", never=True)
    journal.details(appointments=[("A1", "BRK")])
    journal.visit("CMP", ref="R1", refused="APPOINTMENT-FINAL")

    assert journal.word(RULE) == "NOT_EXERCISED"
