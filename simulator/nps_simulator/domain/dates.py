"""Dates and times: what can have happened, when a slot is, until when an order is to be done.

All zone-less UK local time, as on the wire. The limits are assumed.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Final

from nps_simulator.domain.ledger import Guarded
from nps_simulator.domain.refusals import refusing

# Two clocks are never equal; what is further ahead than this has not happened.
CLOCKS_DIFFER: Final = timedelta(minutes=15)
# No repair is booked more than a year ahead.
FURTHEST: Final = timedelta(days=366)

# The published slots (`nps_wsdl.codes.SLOTS`) as times.
SLOT_TIMES: Final[Mapping[str, tuple[time, time]]] = MappingProxyType(
    {
        "AM": (time(8), time(12)),
        "PM": (time(12), time(16, 30)),
        "SCH": (time(9, 30), time(14)),
        "ALL": (time(8), time(16, 30)),
        "EVE": (time(16), time(18)),
    }
)

# The published priorities (`nps_wsdl.codes.PRIORITIES`) as time from raising; URG counts working
# days and is not here.
_TARGETS: Final[Mapping[str, timedelta]] = MappingProxyType(
    {
        "IMM": timedelta(hours=4),
        "EMG": timedelta(hours=24),
        "ROU": timedelta(days=28),
        "PLN": timedelta(days=90),
    }
)
_URGENT_WORKING_DAYS: Final = 5
_SATURDAY: Final = 5


def slot_times(day: date, slot: str) -> tuple[datetime, datetime]:
    """When a slot begins and ends on that day."""
    begins, ends = SLOT_TIMES[slot]
    return datetime.combine(day, begins), datetime.combine(day, ends)


def target_of(priority: str, raised_at: datetime) -> datetime:
    """Until when an order of that priority is to be done; bank holidays are not counted."""
    if priority in _TARGETS:
        return raised_at + _TARGETS[priority]
    target, left = raised_at, _URGENT_WORKING_DAYS
    while left:
        target += timedelta(days=1)
        if target.weekday() < _SATURDAY:
            left -= 1
    return target


def not_in_future(field: str, value: datetime | None, now: datetime) -> Guarded | None:
    """The objection to a report of what has not happened yet."""
    if value is None or value <= now + CLOCKS_DIFFER:
        return None
    return refusing("DATE-IN-FUTURE", field, value=_shown(value), now=_shown(now))


def day_not_in_future(field: str, value: date | None, now: datetime) -> Guarded | None:
    """The same for a date."""
    if value is None or value <= now.date():
        return None
    return refusing("DATE-IN-FUTURE", field, value=value, now=_shown(now))


def not_before(field: str, value: datetime, since: datetime, what: str) -> Guarded | None:
    """The objection to a report of something before its beginning; `what` names the beginning."""
    if value >= since.replace(second=0, microsecond=0):
        return None
    return refusing("DATE-TOO-EARLY", field, value=_shown(value), since=_shown(since), what=what)


def day_not_before(field: str, value: date, since: date, what: str) -> Guarded | None:
    """The same for a date."""
    if value >= since:
        return None
    return refusing("DATE-TOO-EARLY", field, value=value, since=since, what=what)


def bookable(field: str, day: date, slot: str, now: datetime) -> Guarded | None:
    """The objection to a visit in the past, or absurdly far ahead."""
    if day > now.date() + FURTHEST:
        return refusing("DATE-TOO-FAR", field, value=day, most=FURTHEST.days)
    if slot_times(day, slot)[1] <= now:
        return refusing("APPOINTMENT-IN-PAST", field, slot=slot, date=day, now=_shown(now))
    return None


def _shown(value: datetime) -> str:
    return value.isoformat(timespec="seconds")
