RULE = "appointment-reference-known"


def test_a_reference_from_the_details_is_known(journal):
    journal.details(appointments=[("A1", "BKD")])
    journal.visit("ATT", "A1")

    assert journal.word(RULE) == "PASSED"


def test_a_reference_from_the_booking_is_known(journal):
    journal.appoint(reference="A2")
    journal.visit("ATT", "A2")

    assert journal.word(RULE) == "PASSED"


def test_a_reference_of_ones_own_is_a_breach(journal):
    journal.details(appointments=[("A1", "BKD")])
    sent = journal.visit("ATT", "MY-7", refused="APPOINTMENT-UNKNOWN")

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (sent,)


def test_a_reference_whose_reply_was_lost_is_not_known(journal):
    journal.appoint(reference="A2", lost=True)
    journal.visit("ATT", "A2")

    assert journal.word(RULE) == "FAILED"


def test_non_access_and_rebooking_name_known_ones_too(journal):
    journal.non_access(reference="MY-7")
    journal.appoint(replaces="MY-8")

    assert journal.verdict(RULE).violated == 2


def test_without_a_reference_there_is_no_occasion(journal):
    journal.non_access()
    journal.appoint()

    assert journal.word(RULE) == "NOT_EXERCISED"
