from message_builder import DAY
from world_builder import NEXT_DAY, book, read

from nps_conformance.evidence.facts import open_visits, visit_days


def _story(journal):
    (story,) = journal.evidence().stories
    return story


def test_the_day_of_a_visit_is_the_one_told_last_before_the_entry(journal):
    read(journal, [("A1", DAY, "BKD")])
    moved = read(journal, [("A1", NEXT_DAY, "BKD")])
    journal.poll()

    story = _story(journal)

    assert visit_days(story, moved) == {"A1": DAY}
    assert visit_days(story, moved + 1) == {"A1": NEXT_DAY}


def test_a_visit_that_later_details_leave_out_keeps_its_day_and_is_not_open(journal):
    book(journal, NEXT_DAY, reference="A2")
    last = read(journal, [("A1", DAY, "BKD")])

    story = _story(journal)

    assert list(visit_days(story, last + 1).items()) == [("A2", NEXT_DAY), ("A1", DAY)]
    assert open_visits(story, last + 1) == {"A1": DAY}


def test_a_booking_that_was_refused_or_not_answered_tells_no_day(journal):
    book(journal, refused="BOOKING-NOT-PERMITTED")
    last = book(journal, lost=True)

    assert visit_days(_story(journal), last + 1) == {}
