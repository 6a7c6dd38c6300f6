import pytest
from world_builder import tell

from nps_conformance.evidence.pace import Pace
from nps_simulator.journal.entries import Driver

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


@pytest.mark.parametrize(
    ("handled", "lively", "overdue"),
    [
        ((), (), True),  # nobody says when a turn is dealt with
        ((1,), (), False),  # an earlier turn was
        ((1, 9), (), False),  # the polls came before it was
        ((1, 6), (), False),  # only two came after
        ((1, 4), (), True),
        ((1,), (4, 6, 8), True),  # rounds that ended count whatever is said
    ],
)
def test_polls_count_for_a_deadline_once_the_turn_is_dealt_with(handled, lively, overdue):
    pace = Pace(
        **{**NONE, "polls": (5, 6, 7, 8), "lively_rounds": lively, "handled": handled},
    )

    assert pace.overdue(3, 3) == overdue
    assert pace.beats_between(3, 9) == 4


def _told_late(journal):
    """What the last turn tells; then a thread polls beside the worker that is at it."""
    journal.received()
    journal.round()
    journal.add(Driver, event="handled", number=1)
    tell(journal, "remark", text="Ring first.")
    for _ in range(5):
        journal.poll()


def test_a_thread_that_polls_beside_a_slow_worker_does_not_run_its_time_out(journal):
    _told_late(journal)
    journal.close("patience")

    assert journal.word("remark-passed-on") == "INCONCLUSIVE"


def test_what_is_not_done_after_the_turn_was_dealt_with_is_missed(journal):
    _told_late(journal)
    journal.add(Driver, event="handled", number=2)
    for _ in range(3):
        journal.poll()

    assert journal.word("remark-passed-on") == "WARNED"
