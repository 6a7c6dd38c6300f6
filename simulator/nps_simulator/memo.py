"""What was made of a frozen value is kept for a while, for who asks again with that very value.

Polls come much oftener than news: the same list and the same order are answered again and again.
A value is known by its identity, because to compare or hash a large one costs as much as the work.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


class Memo(Generic[Given, Made]):
    """Makes something of a value, and keeps the last `most` of what it made, with its values.

    `make` must depend on the value alone, and neither may change. Several threads may ask: what
    two of them want at the same moment is made twice.
    """

    def __init__(self, make: Callable[[Given], Made], most: int = 256) -> None:
        self._make = make
        self._most = most
        # By identity: it belongs to nothing else while the value is kept in here.
        # Ordered, because its `popitem` is one step: no thread sees it half done.
        self._made: OrderedDict[int, tuple[Given, Made]] = OrderedDict()

    def of(self, given: Given) -> Made:
        """What `make` makes of it, now or earlier."""
        kept = self._made.get(id(given))
        if kept is not None:
            return kept[1]
        made = self._make(given)
        if len(self._made) >= self._most:
            self._made.popitem(last=False)
        self._made[id(given)] = given, made
        return made
