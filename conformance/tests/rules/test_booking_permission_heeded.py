from world_builder import NEXT_DAY, agreed, book

RULE = "booking-permission-heeded"
NO = "BOOKING-NOT-PERMITTED"


def _refused(journal):
    journal.received()
    agreed(journal)
    return book(journal, refused=NO)


def test_asking_again_for_the_same_day_warns(journal):
    first = _refused(journal)
    second = book(journal, ref="R-2", refused=NO)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"
    assert verdict.violations[0].entries == (first, second)


def test_leaving_it_to_the_landlord_is_kept(journal):
    _refused(journal)
    agreed(journal)
    journal.live()

    assert journal.word(RULE) == "PASSED"


def test_nothing_more_about_the_order_tempts_nobody(journal):
    _refused(journal)
    journal.live()

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_another_visit_may_be_asked_for(journal):
    _refused(journal)
    agreed(journal)
    book(journal, NEXT_DAY, ref="R-2")

    assert journal.word(RULE) == "PASSED"


def test_another_refusal_forbids_nothing(journal):
    journal.received()
    book(journal, refused="APPOINTMENT-OPEN")
    book(journal, ref="R-2")

    assert journal.word(RULE) == "NOT_EXERCISED"


def test_a_contractor_that_died_proves_nothing(journal):
    _refused(journal)
    agreed(journal)
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"
