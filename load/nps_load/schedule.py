"""When each virtual contractor is due to poll: known beforehand, whatever the replies do.

Latency is measured from these moments, so that a slow reply that holds up the next poll is counted
against the server and not left out (coordinated omission).
"""

from collections.abc import Iterator
from heapq import merge
from typing import Final

from nps_load.shapes import HERD, Shape
from nps_simulator.dice import Stream

JITTER: Final = 0.2  # a poll is at most a tenth of the interval early or late
GRAIN: Final = 1000
# Spreads any number of contractors evenly over an interval, in whatever order they are counted.
GOLDEN: Final = 0.618033988749895


def due_times(  # noqa: PLR0913 - all are named
    *, shape: Shape, role: str, index: int, interval: float, duration: float, chance: Stream
) -> Iterator[float]:
    """The seconds from the start of the run at which a contractor is due, ascending, for ever.

    After `duration` the shape begins again. A `Herd` contractor has neither phase nor jitter.
    """
    herd = role == HERD
    phase = 0.0 if herd else (index + 1) * GOLDEN % 1.0
    polls = _polls(shape, duration / interval, phase, None if herd else chance)
    herds = (turn + moment for turn in _turns() for moment in shape.herds)
    # Without herds the second would be sought for ever.
    for share in merge(polls, herds) if shape.herds else polls:
        yield share * duration


def _turns() -> Iterator[int]:
    turn = 0
    while True:
        yield turn
        turn += 1


def _polls(
    shape: Shape, per_duration: float, phase: float, chance: Stream | None
) -> Iterator[float]:
    """Shares of the duration at which the polls owed reach phase, 1 + phase, 2 + phase, ..."""
    nth = 0
    before, latest = 0.0, 0.0  # polls owed before this step began; no poll before another
    for turn in _turns():
        began = 0.0
        for until, multiple in shape.pace:
            owed = before + (until - began) * multiple * per_duration
            while nth + phase < owed:
                early = (0.5 - chance.below(GRAIN) / GRAIN) * JITTER if chance is not None else 0.0
                target = min(max(nth + phase - early, before), owed)
                share = began + (target - before) / (multiple * per_duration)
                latest = max(latest, turn + share)
                yield latest
                nth += 1
            before, began = owed, until
