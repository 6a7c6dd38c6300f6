import pytest
from message_builder import DAY
from world_builder import NEXT_DAY, agreed, book, read, tell

RULE = "agreed-visit-booked"


def test_booking_it_is_kept(journal):
    journal.received()
    agreed(journal)
    book(journal)

    assert journal.word(RULE) == "PASSED"


def test_never_booking_it_is_a_breach(journal):
    journal.received()
    fact = agreed(journal)
    journal.rounds(4)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (fact,)


@pytest.mark.parametrize("how", [{}, {"lost": True}, {"never": True}])
def test_an_order_that_is_completed_before_the_time_is_up_needs_no_booking(journal, how):
    journal.received()
    agreed(journal)
    journal.poll()
    journal.complete(**how)
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_one_that_is_completed_when_the_time_is_up_does(journal):
    journal.received()
    fact = agreed(journal)
    journal.rounds(3)
    journal.complete()

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "FAILED"
    assert verdict.violations[0].entries == (fact,)


def test_a_completion_that_was_refused_ends_nothing(journal):
    journal.received()
    agreed(journal)
    journal.complete(refused="COMPLETION-LINES")
    journal.rounds(4)

    assert journal.word(RULE) == "FAILED"


def test_a_booking_that_was_tried_after_the_visit_does_not_make_it_due_again(journal):
    journal.received()
    agreed(journal)
    tell(journal, "work_finished")
    book(journal, refused="APPOINTMENT-OPEN")
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_who_had_no_turn_before_the_visit_is_excused(journal):
    journal.received()
    agreed(journal)
    tell(journal, "work_finished")
    journal.complete()
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_another_agreement_overtakes_it(journal):
    journal.received()
    agreed(journal)
    agreed(journal, NEXT_DAY)
    book(journal, NEXT_DAY)

    assert journal.word(RULE) == "PASSED"


def test_a_visit_that_the_landlord_booked_needs_no_booking(journal):
    journal.received()
    agreed(journal)
    read(journal, [("A1", DAY, "BKD")])
    journal.rounds(4)

    assert journal.word(RULE) == "PASSED"


def test_who_may_not_book_is_excused(journal):
    journal.received()
    agreed(journal)
    book(journal, refused="BOOKING-NOT-PERMITTED")
    journal.rounds(4)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_a_booking_that_was_refused_otherwise_is_due_again(journal):
    journal.received()
    agreed(journal)
    book(journal, refused="CODE-UNKNOWN")
    journal.rounds(4)

    assert journal.word(RULE) == "FAILED"


def test_a_contractor_that_died_is_not_judged(journal):
    journal.received()
    agreed(journal)
    journal.idle(5)

    assert journal.word(RULE) == "INCONCLUSIVE"


def test_a_visit_of_that_day_that_was_called_off_before_does_not_stand(journal):
    journal.received(appointments=[("A1", "BKD")])
    journal.details(appointments=[("A1", "BRK")])
    journal.fact("visit_agreed", date="2026-03-04", slot="PM")
    journal.rounds(5)
    journal.close()

    assert journal.word("agreed-visit-booked") == "FAILED"
