from message_builder import DAY
from world_builder import NEXT_DAY, book, read

from nps_conformance.evidence.visits import Visits


def _story(journal):
    (story,) = journal.evidence().stories
    return story


def test_the_day_of_a_visit_is_the_one_told_last_before_the_entry(journal):
    read(journal, [("A1", DAY, "BKD")])
    moved = read(journal, [("A1", NEXT_DAY, "BKD")])
    journal.poll()

    visits = Visits(_story(journal))

    assert visits.day("A1", moved) == DAY
    assert visits.on(DAY, moved) == {"A1": "BKD"}
    assert visits.day("A1", moved + 1) == NEXT_DAY
    assert visits.on(DAY, moved + 1) == {}


def test_a_visit_that_later_details_leave_out_keeps_its_day_and_is_not_open(journal):
    book(journal, NEXT_DAY, reference="A2")
    last = read(journal, [("A1", DAY, "BKD")])

    visits = Visits(_story(journal))

    assert (visits.day("A2", last + 1), visits.day("A1", last + 1)) == (NEXT_DAY, DAY)
    assert not visits.stands("A2", last + 1)
    assert visits.standing_on(NEXT_DAY, last + 1) is None
    assert visits.standing_on(DAY, last + 1) == "A1"


def test_a_booking_that_was_refused_or_not_answered_tells_no_day(journal):
    book(journal, refused="BOOKING-NOT-PERMITTED")
    last = book(journal, lost=True)

    assert Visits(_story(journal)).day("A2", last + 1) is None
