"""The manners of virtual contractors, by their record."""

import pytest

from nps_load.etiquette import etiquette, in_words
from nps_load.record import Call, Record


@pytest.fixture
def calls():
    """A record being made: one contractor's calls, a second apart."""
    made = []

    def call(row, contractor="one", **about):
        made.append(Call(at=float(len(made)), contractor=contractor, row=row, took=5.0, **about))
        return made

    call.made = made
    return call


def told(calls, contractor="one"):
    record = Record(
        started=(), raised=(), outages=(), calls=tuple(calls.made), skipped=(), ended=()
    )
    return next(each for each in etiquette(record) if each.contractor == contractor)


def listing(calls, *numbers):
    calls("AP1", due=1.0, listed=tuple((number, 1, "NEW") for number in numbers))


def test_who_reads_and_confirms_what_is_listed_has_no_blemish(calls):
    listing(calls, "1/1")
    calls("AP2", order="1/1")
    calls("AP3", order="1/1")
    listing(calls)

    found = told(calls)

    assert (found.polls, found.closest, found.read, found.confirmed) == (2, 3.0, 1, 1)
    assert found.blemishes == 0


def test_details_read_again_count_unless_there_was_news(calls):
    listing(calls, "1/1")
    calls("AP2", order="1/1")
    calls("AP2", order="1/1")
    listing(calls, "1/1")
    calls("AP2", order="1/1")

    assert (told(calls).read, told(calls).again) == (3, 1)


def test_to_look_again_after_a_write_is_right(calls):
    calls("AP2", order="1/1")
    calls("AP6", order="1/1")
    calls("AP2", order="1/1")

    assert told(calls).again == 0


def test_a_list_that_is_older_than_the_receipt_leaves_nothing_unread(calls):
    listing(calls, "1/1")
    calls("AP2", order="1/1")
    calls("AP3", order="1/1", problem="no reply: x")
    listing(calls, "1/1")
    calls("AP3", order="1/1", again=True)

    assert (told(calls).unread, told(calls).unconfirmed) == (0, 0)


def test_what_is_left_undone_is_counted(calls):
    listing(calls, "1/1", "2/1")
    calls("AP2", order="1/1")

    assert (told(calls).unread, told(calls).unconfirmed) == (1, 1)


def test_a_call_that_failed_has_done_nothing(calls):
    calls("AP2", order="1/1")
    calls("AP3", order="1/1", problem="refused: X")
    calls("AP5", order="1/1", again=True)

    found = told(calls)
    assert (found.confirmed, found.unconfirmed, found.refused, found.resent) == (0, 1, 1, 1)


def test_further_pages_of_a_poll_are_no_polls_of_their_own(calls):
    listing(calls, "1/1")
    calls("AP1")

    assert (told(calls).polls, told(calls).pages, told(calls).closest) == (1, 2, None)


def test_all_are_told_in_one_line_with_the_one_to_look_at(calls):
    listing(calls, "1/1")
    calls("AP2", contractor="two", order="9/1")

    record = Record(
        started=(), raised=(), outages=(), calls=tuple(calls.made), skipped=(), ended=()
    )
    assert in_words(etiquette(record)) == (
        "1 polls by 2 contractors; details read again without news 0, listed and not read 1, read "
        "and not confirmed 1; most by one"
    )
