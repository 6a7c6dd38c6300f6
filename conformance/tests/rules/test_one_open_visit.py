import pytest
from message_builder import DAY
from world_builder import NEXT_DAY, book, read, status

RULE = "one-open-visit"


def _standing(journal, told="BKD"):
    journal.received()
    return read(journal, [("A1", DAY, told)])


def test_a_booking_beside_the_one_that_stands_is_a_breach(journal):
    told = _standing(journal)
    sent = book(journal, NEXT_DAY)

    verdict = journal.verdict(RULE)

    assert verdict.verdict == "WARNED"  # assumed, and not promoted here
    assert verdict.violations[0].entries == (told, sent)


def test_a_booking_in_its_place_is_right(journal):
    _standing(journal)
    book(journal, NEXT_DAY, replaces="A1")

    assert journal.word(RULE) == "PASSED"


def test_a_booking_after_its_end_is_right(journal):
    _standing(journal)
    status(journal, "CAN", reason="TENMOV")
    book(journal, NEXT_DAY)

    assert journal.word(RULE) == "PASSED"


@pytest.mark.parametrize("told", ["BRK", "NAC", "CAN", "CMP"])
def test_a_visit_that_has_ended_does_not_stand(journal, told):
    _standing(journal, told)
    book(journal, NEXT_DAY)

    assert journal.word(RULE) == "PASSED"


def test_one_that_was_replaced_does_not_stand(journal):
    _standing(journal)
    book(journal, NEXT_DAY, replaces="A1")
    book(journal, NEXT_DAY, "PM", replaces="A2", reference="A3", ref="R-2")

    assert journal.word(RULE) == "PASSED"


def test_a_booking_whose_reply_was_lost_may_not_have_been_made(journal):
    journal.received()
    book(journal, lost=True)
    book(journal, NEXT_DAY, ref="R-2", reference="A3")

    assert journal.word(RULE) == "PASSED"


def test_one_that_later_details_leave_out_does_not_stand(journal):
    journal.received()
    book(journal)
    read(journal)
    book(journal, NEXT_DAY, ref="R-2", reference="A3")

    assert journal.word(RULE) == "PASSED"
