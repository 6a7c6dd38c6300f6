"""Times as scenarios write them."""

from datetime import date, datetime, timedelta

import pytest

from nps_scenarios.times import TimeError, resolve_date, resolve_time, span

NOW = datetime(2026, 3, 2, 9, 30)


@pytest.mark.parametrize(
    ("text", "then"),
    [
        ("now", NOW),
        ("+2h", datetime(2026, 3, 2, 11, 30)),
        ("-30m", datetime(2026, 3, 2, 9, 0)),
        ("+1d12h", datetime(2026, 3, 3, 21, 30)),
        ("+1w", datetime(2026, 3, 9, 9, 30)),
        ("+2d 10:15", datetime(2026, 3, 4, 10, 15)),
        ("-1d 08:00", datetime(2026, 3, 1, 8, 0)),
        ("10:15", datetime(2026, 3, 2, 10, 15)),
        ("2026-07-01T08:00:00", datetime(2026, 7, 1, 8, 0)),
        ("2026-07-01", datetime(2026, 7, 1)),
    ],
)
def test_a_text_means_a_time(text, then):
    assert resolve_time(text, NOW) == then


def test_a_day_is_the_day_on_which_a_time_falls():
    assert resolve_date("+2d", NOW) == date(2026, 3, 4)


@pytest.mark.parametrize(
    "text", ["", "soon", "2h", "+2x", "+h", "25:00", "10:75", "+1d 24:00", "2026-03-02T08:00:00Z"]
)
def test_anything_else_is_refused_and_says_how_to_write_it(text):
    with pytest.raises(TimeError, match=r"write|without one"):
        resolve_time(text, NOW)


def test_a_span_adds_up():
    assert span("1d2h3m4s") == timedelta(days=1, hours=2, minutes=3, seconds=4)
    with pytest.raises(TimeError, match="no span of time: write 15m"):
        span("+2h")


@pytest.mark.parametrize("text", ["99999999999d", "9" * 5_000 + "s"])
def test_a_span_that_no_calendar_holds_is_refused(text):
    with pytest.raises(TimeError, match="longer than any calendar"):
        span(text)


@pytest.mark.parametrize("text", ["+9999999d", "-9999999d 10:00"])
def test_a_time_beyond_the_calendar_is_refused(text):
    with pytest.raises(TimeError, match="beyond the calendar"):
        resolve_time(text, NOW)
