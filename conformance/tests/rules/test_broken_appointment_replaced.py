RULE = "broken-appointment-replaced"


def _broken(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.act("break_appointment")
    return journal.details(appointments=[("A1", "BRK")])


def test_booking_the_agreed_visit_is_kept(journal):
    _broken(journal)
    journal.fact("visit_agreed")
    journal.appoint(replaces="A1")

    assert journal.word(RULE) == "PASSED"


def test_an_agreed_visit_that_is_never_booked_is_a_breach(journal):
    told = _broken(journal)
    agreed = journal.fact("visit_agreed")
    journal.rounds(4)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (told, agreed)


def test_completing_the_order_without_it_is_a_breach_at_once(journal):
    _broken(journal)
    journal.fact("visit_agreed")
    sent = journal.complete()

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].message == sent


def test_a_visit_the_landlord_booked_replaces_it_too(journal):
    _broken(journal)
    journal.fact("visit_agreed")
    journal.details(appointments=[("A1", "BRK"), ("A2", "BKD")])

    assert journal.word(RULE) == "PASSED"


def test_without_an_agreed_visit_there_is_nothing_to_book(journal):
    _broken(journal)
    journal.rounds(4)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_visit_agreed_before_the_break_does_not_count(journal):
    journal.received()
    journal.fact("visit_agreed")
    journal.appoint(reference="A1")
    journal.act("break_appointment")
    journal.details(appointments=[("A1", "BRK")])
    journal.rounds(4)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_cancelled_order_needs_no_visit(journal):
    _broken(journal)
    journal.fact("visit_agreed")
    journal.details(status="CAN", appointments=[("A1", "BRK")])
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_nobody_is_guilty_of_a_break_that_was_not_told(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.act("break_appointment")
    journal.fact("visit_agreed")
    journal.rounds(4)

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_booking_whose_reply_was_lost_may_have_been_made(journal):
    _broken(journal)
    journal.fact("visit_agreed")
    journal.appoint(never=True)
    journal.rounds(4)

    assert journal.word(RULE) == "PASSED"


def test_a_contractor_that_died_is_not_judged(journal):
    _broken(journal)
    journal.fact("visit_agreed")
    journal.idle(5)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_who_may_not_book_is_excused_when_it_was_told_so(journal):
    _broken(journal)
    journal.fact("visit_agreed")
    journal.appoint(replaces="A1", refused="BOOKING-NOT-PERMITTED")
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_on_a_held_order_no_visit_has_to_be_booked(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.act("break_appointment")
    journal.details(status="HLD", appointments=[("A1", "BRK")])
    journal.fact("visit_agreed")
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_once_the_hold_is_over_it_has_to_be(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.act("break_appointment")
    journal.details(status="HLD", appointments=[("A1", "BRK")])
    journal.fact("visit_agreed")
    journal.details(appointments=[("A1", "BRK")])
    journal.rounds(4)

    assert journal.word(RULE) == "FAILED"


def test_on_an_order_that_was_completed_before_nothing_is_booked(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.complete()
    journal.act("break_appointment")
    journal.details(status="COM", appointments=[("A1", "BRK")])
    journal.fact("visit_agreed")
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"
