"""A mapping that knows which of its values were put there or taken out since it was last asked."""

from collections.abc import Iterator, Mapping, MutableMapping
from typing import TypeVar

Value = TypeVar("Value")


class Noted(MutableMapping[str, Value]):
    """Its values are not changed where they are (they are frozen): another is put in their place,
    and that is the mark of a change. So to ask for the changes costs what has changed.
    """

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = dict(values)
        self._changed: dict[str, None] = {}  # in order

    def __getitem__(self, key: str) -> Value:
        return self._values[key]

    def __setitem__(self, key: str, value: Value) -> None:
        self._values[key] = value
        self._changed[key] = None

    def __delitem__(self, key: str) -> None:
        del self._values[key]
        self._changed[key] = None

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def changes(self) -> dict[str, Value | None]:
        """What was put there since the last call; None is a value that was taken out."""
        found = {key: self._values.get(key) for key in self._changed}
        self._changed.clear()
        return found

    def plain(self) -> dict[str, Value]:
        """All of it, for looking only."""
        return self._values
