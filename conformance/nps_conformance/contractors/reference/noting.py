"""A mapping that knows which of its values have changed since it was last asked."""

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Final, TypeVar

import msgspec

Value = TypeVar("Value")

WATCHED: Final = 16  # values handed out last, that somebody may still hold and change


class Noted(MutableMapping[str, Value]):
    """Changes are found by comparing what was handed out with what it was then.

    So a look through all values costs two encodings each, and asking for the changes no more than
    WATCHED, however many values there are. A value may be changed until so many others were handed
    out after it.
    """

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = dict(values)
        self._watched: dict[str, bytes] = {}  # as they were, the one handed out last at the end
        self._changed: dict[str, None] = {}  # in order

    def __getitem__(self, key: str) -> Value:
        value = self._values[key]
        was = self._watched.pop(key, None)
        self._watched[key] = _encoded(value) if was is None else was
        if len(self._watched) > WATCHED:
            oldest = next(iter(self._watched))
            self._compare(oldest)
            self._watched.pop(oldest, None)
        return value

    def __setitem__(self, key: str, value: Value) -> None:
        self._values[key] = value
        self._changed[key] = None

    def __delitem__(self, key: str) -> None:
        del self._values[key]
        self._changed[key] = None

    def __contains__(self, key: object) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def changes(self) -> dict[str, Value | None]:
        """What was set or changed since the last call; None is a value that was taken out."""
        for key in list(self._watched):
            self._compare(key)
        found = {key: self._values.get(key) for key in self._changed}
        self._changed.clear()
        return found

    def plain(self) -> dict[str, Value]:
        """All of it, for looking only."""
        return self._values

    def _compare(self, key: str) -> None:
        """Whether a value is as it was; from now on it is watched as it is."""
        is_now = _encoded(self._values[key]) if key in self._values else None
        if is_now != self._watched[key]:
            self._changed[key] = None
        if is_now is None:
            del self._watched[key]
        else:
            self._watched[key] = is_now


def _encoded(value: object) -> bytes:
    return msgspec.json.encode(value)
