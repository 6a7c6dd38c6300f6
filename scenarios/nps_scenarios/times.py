"""Times as a scenario's file writes them, relative to the sandbox's clock.

| text                  | meaning                                             |
|-----------------------|-----------------------------------------------------|
| `now`                 | the sandbox's time                                  |
| `+2h` `-30m` `+1d`    | so much later or earlier; `w d h m s`, also `1d12h` |
| `+2d 10:15`           | at that time of the day that lies two days ahead    |
| `10:15`               | at that time today                                  |
| `2026-03-04T10:15:00` | exactly then; `2026-03-04` is midnight              |

The player resolves them when a step fires, so that one script fits any start. In a deed, the
values of `TIME_KEYS` are such times and those of `DATE_KEYS` the dates they fall on.
"""

import re
from datetime import date, datetime, timedelta
from typing import Final

TIME_KEYS: Final = frozenset({"at", "to", "target", "target_at", "decided_at"})
DATE_KEYS: Final = frozenset({"date", "appointment_date"})

_UNITS: Final = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
_SPAN: Final = re.compile(r"(?:[0-9]+[wdhms])+")
_PART: Final = re.compile(r"([0-9]+)([wdhms])")
_RELATIVE: Final = re.compile(
    r"(?P<sign>[+-])(?P<span>(?:[0-9]+[wdhms])+)(?: (?P<clock>[0-9]{2}:[0-9]{2}))?"
)
_CLOCK: Final = re.compile(r"[0-9]{2}:[0-9]{2}")

# No sandbox's clock gets so far that what is counted from it leaves the calendar.
LATEST: Final = datetime(9000, 1, 1)

FORMS: Final = "now, +2h, -30m, +2d 10:15, 10:15 or 2026-03-04T10:15:00"


class TimeError(ValueError):
    """A text that is no time or span of time."""


def span(text: str) -> timedelta:
    """A span such as `15m` or `1d12h`. Raises TimeError."""
    if not _SPAN.fullmatch(text):
        raise TimeError(f"{text!r} is no span of time: write 15m, 2h or 1d12h")
    try:
        parts = {_UNITS[unit]: int(number) for number, unit in _PART.findall(text)}
        return timedelta(**parts)
    except (OverflowError, ValueError):  # Python reads no number of thousands of digits
        raise TimeError(f"{_short(text)!r} is longer than any calendar") from None


def resolve_time(text: str, now: datetime) -> datetime:
    """The time that a text means at `now`. Raises TimeError."""
    if text == "now":
        return now
    if _CLOCK.fullmatch(text):
        return _at(now, text)
    relative = _RELATIVE.fullmatch(text)
    if relative is not None:
        sign = -1 if relative["sign"] == "-" else 1
        by = sign * span(relative["span"])
        try:
            then = now + by
        except OverflowError:
            raise TimeError(f"{_short(text)!r} lies beyond the calendar") from None
        return _at(then, relative["clock"]) if relative["clock"] else then
    try:
        then = datetime.fromisoformat(text)
    except ValueError:
        raise TimeError(f"{text!r} is no time: write {FORMS}") from None
    if then.tzinfo is not None:
        raise TimeError(f"{text!r} has a zone: times are UK local time without one")
    return then


def clock_after(move: str, now: datetime, *, by_span: bool) -> datetime:
    """Where a move leads a clock that stands at `now`: on by a span, or to a time.

    Raises TimeError, also for what leads beyond `LATEST`.
    """
    by = span(move) if by_span else resolve_time(move, now) - now
    if by > LATEST - now:
        raise TimeError(f"{_short(move)!r} leads beyond {LATEST.isoformat()}, where clocks end")
    return now + by


def resolve_date(text: str, now: datetime) -> date:
    """The day that a text falls on. Raises TimeError."""
    return resolve_time(text, now).date()


_SHOWN: Final = 40


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def _at(day: datetime, clock: str) -> datetime:
    hour, minute = clock.split(":")
    try:
        return day.replace(hour=int(hour), minute=int(minute), second=0)
    except ValueError:
        raise TimeError(f"{clock!r} is no time of the day: write 10:15") from None
