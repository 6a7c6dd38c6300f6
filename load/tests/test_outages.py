import pytest

from nps_load.measures import ALL, measure
from nps_load.outages import Drain, drains, judge_drains
from nps_load.record import Call, Line, Outage, Raised, Record
from nps_reports.record import Word

DOWN = Outage(at=10.0, until=20.0, down=True)


def call(at: float, row: str = "AP1", problem: str = "", order: str = "") -> Call:
    return Call(at=at, contractor="x", row=row, took=500.0, problem=problem, order=order)


def raised(order: str, at: float, due: float = 0.0) -> Raised:
    return Raised(at=at, order=order, contractor="x", due=due)


def told(*lines: Line) -> Drain:
    (found,) = drains(Record.of([DOWN, *lines, call(40.0)]))
    return found


@pytest.mark.parametrize(
    ("at", "problem", "apart"),
    [
        (9.4, "no reply: ConnectionResetError", False),
        (9.6, "no reply: ConnectionResetError", True),
        (15.0, "no reply: ConnectionRefusedError", True),
        (20.0, "no reply: ConnectionRefusedError", True),
        (20.1, "no reply: ConnectionRefusedError", False),
        (15.0, "HTTP 500", False),
    ],
)
def test_only_what_got_no_reply_while_the_server_was_down_is_counted_apart(
    at: float, problem: str, *, apart: bool
) -> None:
    measured = measure(Record.of([DOWN, call(at, problem=problem), call(40.0)]))

    assert measured.drains[0].unanswered == apart
    assert measured.failures.get(ALL, 0) == (not apart)
    assert measured.requests == 2 - apart


def test_while_contractors_are_silent_a_call_without_reply_is_an_error() -> None:
    silent = Outage(at=10.0, until=20.0)

    measured = measure(Record.of([silent, call(15.0, problem="no reply: x"), call(40.0)]))

    assert (measured.drains[0].unanswered, measured.failures[ALL]) == (0, 1)


def test_the_backlog_is_what_was_due_before_the_end_and_not_confirmed_by_then() -> None:
    drain = told(
        raised("done", 1.0),
        call(5.0, "AP3", order="done"),
        raised("before", 2.0),
        raised("late", 21.0, due=15.0),
        raised("after", 22.0, due=22.0),
        call(20.5, "AP3", order="before"),
        call(23.0, "AP3", order="late"),
        call(30.0, "AP3", order="after"),
    )

    assert (drain.backlog, drain.seconds, drain.left) == (2, 3.5, ())


def test_a_receipt_that_failed_drains_nothing() -> None:
    drain = told(raised("1/1", 2.0), call(21.0, "AP3", problem="refused: E1", order="1/1"))

    assert (drain.backlog, drain.seconds, drain.left) == (1, None, ("1/1",))


def test_an_outage_that_the_run_did_not_outlast_is_not_told() -> None:
    assert drains(Record.of([DOWN, call(15.0)])) == ()


@pytest.mark.parametrize(
    ("lines", "interrupted", "word"),
    [
        ((), False, Word.NOT_EXERCISED),
        ((raised("1/1", 2.0),), False, Word.FAILED),
        ((raised("1/1", 2.0),), True, Word.INCONCLUSIVE),
        ((raised("1/1", 2.0), call(21.0, "AP3", order="1/1")), False, Word.PASSED),
    ],
)
def test_what_is_left_fails_a_run_unless_it_was_cut_short(
    lines: tuple[Line, ...], word: Word, *, interrupted: bool
) -> None:
    (found,) = judge_drains([told(*lines)], interrupted=interrupted)

    assert found.word is word
