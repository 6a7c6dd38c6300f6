"""Time: the one module that asks the machine for it.

A sandbox has its own `Clock`. It stands still until it is moved (`frozen`), runs from a virtual
time at a rate against the machine's monotonic clock (`running`), or follows the machine's wall
clock (`machine`). It never goes back. Time-outs and the freshness of WS-Security time stamps are
about the machine, not about a sandbox: they ask `monotonic` and `machine_now`.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from nps_scenarios.times import LATEST

UK: Final = ZoneInfo("Europe/London")


def machine_now() -> datetime:
    """The machine's wall clock, as an aware UTC date-time."""
    return datetime.now(UTC)


def uk_now() -> datetime:
    """The machine's wall clock as the interface writes it: UK local, zone-less, whole seconds."""
    return _uk_at(int(time.time()))


@lru_cache(maxsize=4)
def _uk_at(second: int) -> datetime:
    """A moment as UK local time. Every exchange asks several times, and a second is long."""
    return datetime.fromtimestamp(second, UK).replace(tzinfo=None)


def monotonic() -> float:
    """Seconds that only grow; for time-outs and durations."""
    return time.monotonic()


class Pace(StrEnum):
    """How a sandbox's clock goes."""

    FROZEN = "frozen"
    RUNNING = "running"
    MACHINE = "machine"


class ClockError(ValueError):
    """A clock was asked to go back, or beyond the calendar."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockState:
    """What a clock needs to go on later: when it was, and how it went. The machine's time that
    passes in between counts only for `machine`.
    """

    at: datetime
    pace: Pace = Pace.FROZEN
    rate: float = 1.0


class Clock:
    """The time of one sandbox: zone-less UK local time in whole seconds, and never backwards."""

    def __init__(
        self,
        state: ClockState,
        *,
        ticks: Callable[[], float] = monotonic,
        wall: Callable[[], datetime] = uk_now,
    ) -> None:
        self._ticks = ticks
        self._wall = wall
        self._set(state)

    def _set(self, state: ClockState) -> None:
        if state.rate <= 0:
            message = f"A clock's rate is above 0, not {state.rate}; to stop it, freeze it."
            raise ClockError(message)
        self._base = state.at
        self._pace = state.pace
        self._rate = state.rate
        self._since = self._ticks()

    @property
    def pace(self) -> Pace:
        """How it goes."""
        return self._pace

    def now(self) -> datetime:
        """The sandbox's time."""
        if self._pace is Pace.FROZEN:
            return self._base
        if self._pace is Pace.MACHINE:
            self._base = max(self._base, self._wall())
            return self._base
        passed = timedelta(seconds=(self._ticks() - self._since) * self._rate)
        return (self._base + passed).replace(microsecond=0)

    def advance(self, by: timedelta) -> datetime:
        """Moves on by a span; returns the new time. Raises ClockError for a negative one, and for
        one that leads beyond `LATEST`.
        """
        now = self.now()
        if by > LATEST - now:
            raise _beyond(f"{by.days} days more")
        return self.move_to(now + by)

    def move_to(self, at: datetime) -> datetime:
        """Moves on to a time; returns it. Raises ClockError when that lies behind, or beyond
        `LATEST`.
        """
        if at > LATEST:
            raise _beyond(at.isoformat())
        now = self.now()
        if at < now:
            message = (
                f"The clock stands at {now.isoformat()} and never goes back to {at.isoformat()}."
            )
            raise ClockError(message)
        self._set(ClockState(at=at, pace=self._pace, rate=self._rate))
        return self.now()

    def freeze(self) -> None:
        """Stands still from now on."""
        self._set(ClockState(at=self.now()))

    def run(self, rate: float = 1.0) -> None:
        """Runs from now on; `rate` virtual seconds pass in each second of the machine."""
        self._set(ClockState(at=self.now(), pace=Pace.RUNNING, rate=rate))

    def follow_machine(self) -> None:
        """Follows the machine's wall clock from now on; stands until that has caught up."""
        self._set(ClockState(at=self.now(), pace=Pace.MACHINE))

    def state(self) -> ClockState:
        """What `Clock(...)` needs to go on from here."""
        return ClockState(at=self.now(), pace=self._pace, rate=self._rate)


def _beyond(asked: str) -> ClockError:
    return ClockError(f"A clock goes on to {LATEST.isoformat()}; {asked} is beyond that.")
