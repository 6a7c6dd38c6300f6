"""The log of what was refused before a sandbox was known: 400, 404, 408, 413, 431, 503.

What concerns a sandbox is in its journal; this is all the rest, for the person who wonders why
nothing arrived. It is bounded: a flood of bad requests must not fill the memory.
"""

from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

KEPT = 1000
LONGEST_START = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """One request that reached no sandbox. `start` is its first line as far as it was read."""

    number: int
    peer: str
    start: str
    status: int
    text: str


@dataclass(slots=True, kw_only=True)
class WireLog:
    """The last refused requests, and how many there were of each status.

    `listener`, when given, hears of each at once (the command prints them).
    """

    listener: Callable[[Refused], None] | None = None
    _entries: deque[Refused] = field(default_factory=lambda: deque(maxlen=KEPT))
    _counts: Counter[int] = field(default_factory=Counter)

    def note(self, *, peer: str, start: str, status: int, text: str) -> None:
        """Add one; an over-long first line is cut."""
        self._counts[status] += 1
        refused = Refused(
            number=self._counts.total(),
            peer=peer,
            start=start[:LONGEST_START],
            status=status,
            text=text,
        )
        self._entries.append(refused)
        if self.listener is not None:
            self.listener(refused)

    @property
    def entries(self) -> Sequence[Refused]:
        """The last thousand, oldest first."""
        return tuple(self._entries)

    @property
    def counts(self) -> dict[int, int]:
        """How many were refused with each status since the start."""
        return dict(self._counts)
