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


def test_a_reference_in_a_reply_of_another_type_may_have_been_read(journal):
    journal.received()
    wrong_type = {"delivery": "reply-broken", "fault": "wrong-type"}
    journal.details(appointments=[("A1", "BKD")], how=wrong_type)
    journal.visit("ATT")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_stale_reply_may_have_told_what_an_earlier_one_held(journal):
    journal.received()
    journal.details(appointments=[("A1", "BKD")], how={"lost": True})
    journal.details("2/1", how={"lost": True, "fault": "stale-reply"})
    journal.non_access("2/1", reference="A1")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_reply_that_was_lost_told_nothing(journal):
    journal.received()
    journal.details(appointments=[("A1", "BKD")], how={"lost": True})
    journal.visit("ATT")

    assert journal.word(RULE) == "FAILED"
