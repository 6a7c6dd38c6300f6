import pytest

from nps_conformance.evidence.pace import Pace

NONE = {"polls": (), "rounds": (), "lively_rounds": (), "work": (), "answered": ()}


@pytest.mark.parametrize(
    ("polls", "lively", "beats"),
    [((), (), 0), ((3, 6, 9), (), 2), ((), (3, 6, 9), 2), ((6,), (6, 9), 2), ((6, 7, 8), (6,), 3)],
)
def test_beats_are_polls_or_lively_rounds_whichever_are_more(polls, lively, beats):
    pace = Pace(**{**NONE, "polls": polls, "lively_rounds": lively})

    assert pace.beats_after(3) == beats


def test_rounds_that_were_not_used_are_no_beats(journal):
    journal.idle(3)
    journal.round()
    journal.details()
    journal.round()
    journal.close()

    (story,) = journal.evidence().stories

    assert len(story.pace.rounds) == 5
    assert story.pace.lively_rounds == (4,)


def test_the_last_round_counts_once_the_journal_is_closed(journal):
    journal.round()
    journal.details()
    assert journal.evidence().stories[0].pace.lively_rounds == ()
    journal.close()

    assert journal.evidence().stories[0].pace.lively_rounds == (1,)


def test_a_fact_is_answered_by_work_on_its_order(journal):
    first = journal.fact("work_finished", "1/1")
    journal.fact("work_finished", "2/1")
    journal.details("2/1")
    journal.complete("1/1")

    story = journal.evidence().stories[0]

    assert story.pace.answered == (first,)


def test_a_fact_about_no_order_is_answered_by_any_work(journal):
    run = journal.fact("month_end", None)
    journal.note("3/1")

    assert journal.evidence().stories[0].pace.answered == (run,)
