"""Finds private values where a landlord's text quotes them: whole, or cut short."""

import re
from collections import defaultdict
from collections.abc import Callable
from typing import Final

SHORTEST: Final = 3  # characters of a value that is looked for: shorter ones are everywhere
CUT: Final = 20  # so many of its first characters are taken for a value that was cut short
_START: Final = re.compile(r"\w+")


class Quoted:
    """The private values of a run, to be found again in what was said of them."""

    def __init__(self) -> None:
        self._by_start: defaultdict[str, set[str]] = defaultdict(set)

    def learn(self, value: str) -> None:
        """A private value."""
        value = value.strip()
        start = _START.search(value)
        if len(value) >= SHORTEST and start is not None:
            self._by_start[start.group()].add(value[start.start() :])

    def changed(self, text: str, change: Callable[[str], str]) -> str:
        """The text with all that it quotes changed; the longest is taken where several fit."""
        parts: list[str] = []
        end = 0
        for word in _START.finditer(text):
            if word.start() < end:
                continue
            length = max(
                (_in_common(text, word.start(), each) for each in self._candidates(word)), default=0
            )
            if length:
                parts += [
                    text[end : word.start()],
                    change(text[word.start() : word.start() + length]),
                ]
                end = word.start() + length
        return "".join([*parts, text[end:]])

    def _candidates(self, word: re.Match[str]) -> set[str]:
        found = self._by_start.get(word.group())
        return found if found is not None else set()


def _in_common(text: str, start: int, value: str) -> int:
    """How much of the value stands there: all of it, its first `CUT` or more, or nothing."""
    if text.startswith(value, start):
        after = text[start + len(value) : start + len(value) + 1]
        return 0 if after.isalnum() else len(value)
    length = 0
    for here, there in zip(text[start:], value, strict=False):
        if here != there:
            break
        length += 1
    return length if length >= CUT else 0
