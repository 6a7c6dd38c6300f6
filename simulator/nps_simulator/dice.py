"""Chance: the one module that draws it, and it draws by counting.

The n-th number of a stream is a hash of seed, purpose and n. So a draw for one purpose never
shifts those for another, the same seed gives the same numbers on every platform and version, and
to go on after a restart it is enough to know how many were drawn.

To draw for something new: take a stream under a new purpose.
"""

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

_SPAN = 1 << 64


class Stream:
    """The numbers of one purpose."""

    def __init__(self, dice: "Dice", purpose: str) -> None:
        self._dice = dice
        self._purpose = purpose

    def _draw(self) -> int:
        return self._dice.draw(self._purpose)

    def below(self, limit: int) -> int:
        """A whole number from 0 up to but not including `limit`, each as likely as the others."""
        if limit < 1:
            message = f"Nothing can be drawn below {limit}; the limit is at least 1."
            raise ValueError(message)
        fair = _SPAN - _SPAN % limit
        drawn = self._draw()
        while drawn >= fair:
            drawn = self._draw()
        return drawn % limit

    def happens(self, probability: float) -> bool:
        """True as often as `probability` (0 to 1) says. One draw, whatever the probability."""
        return self._draw() < probability * _SPAN

    def one_of(self, choices: Sequence[T]) -> T:
        """One of the choices."""
        return choices[self.below(len(choices))]

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """All of the values in some order."""
        rest = list(values)
        for last in range(len(rest) - 1, 0, -1):
            other = self.below(last + 1)
            rest[last], rest[other] = rest[other], rest[last]
        return rest


class Dice:
    """The streams of one seed. `drawn` says how many numbers each purpose has already taken."""

    def __init__(self, seed: int, drawn: Mapping[str, int] | None = None) -> None:
        self.seed = seed
        self._drawn = dict(drawn or {})

    def stream(self, purpose: str) -> Stream:
        """The stream of that purpose, where it stands."""
        return Stream(self, purpose)

    def draw(self, purpose: str) -> int:
        """The next number of a purpose, 0 to 2**64 - 1."""
        count = self._drawn.get(purpose, 0)
        self._drawn[purpose] = count + 1
        named = f"{self.seed}/{purpose}/{count}".encode()
        return int.from_bytes(blake2b(named, digest_size=8).digest(), "big")

    def drawn(self) -> dict[str, int]:
        """How many numbers each purpose has taken; enough to go on later."""
        return dict(self._drawn)
