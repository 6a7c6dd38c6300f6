"""Driver `none`: nobody is told anything; whatever arrives is judged.

A round ends when the contractor has polled once more. When nothing arrives for the length of the
patience, waiting ends.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from nps_conformance.contractor_file import DriverSettings
from nps_conformance.drivers.base import Fact, Saw, Seen

LOOK: Final = 0.1  # seconds between two looks at what has arrived


class Nobody:
    """Waits for polls. `polls` counts those delivered, `calls` everything that arrived."""

    def __init__(
        self, settings: DriverSettings, *, polls: Callable[[], int], calls: Callable[[], int]
    ) -> None:
        self._looks = max(1, round(settings.patience / LOOK))
        self._polls = polls
        self._calls = calls

    @property
    def gone(self) -> bool:
        """Nobody knows."""
        return False

    async def start(self, _now: str, /) -> None:
        """Nobody has to be made ready."""

    async def deliver(self, fact: Fact) -> Seen:
        """Let a fact pass; in a round wait for the next poll."""
        if fact.kind != "round":
            return Seen(event=Saw.HANDLED, detail="nobody was told")
        polls, calls, left = self._polls(), self._calls(), self._looks
        while self._polls() == polls:
            if left == 0:
                return Seen(event=Saw.PATIENCE)
            await asyncio.sleep(LOOK)
            left -= 1
            if self._calls() != calls:
                calls, left = self._calls(), self._looks
        return Seen(event=Saw.HANDLED)

    restart = None  # it is not ours to start again

    async def stop(self) -> bool:
        """Nobody has to be ended."""
        return False
