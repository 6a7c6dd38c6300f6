"""While which entries a variation waited for the landlord, as the contractor was told."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from nps_conformance.evidence.model import Listing, Requested, Story
from nps_conformance.evidence.pace import following, within

_DECISIONS = frozenset({"VAR", "REJ"})  # change types on the list that say a variation was decided


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """From entry `start` on the contractor was told that a variation is pending; `end` told that it
    no longer is, None when nothing did.
    """

    asked: Requested
    start: int
    end: int | None


class Waits:
    """The waits of an order, in the order of their start."""

    def __init__(self, story: Story) -> None:
        lists = _Lists(story)
        found = [wait for asked in story.variations for wait in _waits(asked, lists)]
        self._waits = tuple(sorted(found, key=lambda each: each.start))
        self._longer: list[int] = []  # for each the place of the nearest before it that ends later
        for place, wait in enumerate(self._waits):
            before = place - 1
            while before >= 0 and _end(self._waits[before]) <= _end(wait):
                before = self._longer[before]
            self._longer.append(before)

    def at(self, seq: int) -> Wait | None:
        """The latest of those that are on at entry `seq`, as told before it."""
        at = bisect_left(self._waits, seq, key=lambda each: each.start) - 1
        while at >= 0 and _end(self._waits[at]) <= seq:
            at = self._longer[at]
        return self._waits[at] if at >= 0 else None

    def first(self) -> Iterator[Wait]:
        """The first wait of each variation."""
        seen: set[int] = set()
        for wait in self._waits:
            if wait.asked.call.seq not in seen:
                seen.add(wait.asked.call.seq)
                yield wait


def _end(wait: Wait) -> float:
    return inf if wait.end is None else wait.end


def _waits(asked: Requested, lists: "_Lists") -> Iterator[Wait]:
    for nth, told in enumerate(asked.tellings, 1):
        if told.status == "PEND":
            ends = [each.seq for each in asked.tellings[nth : nth + 1]]
            listed = lists.decided(told.seq)
            ends += [] if listed is None else [listed]
            yield Wait(asked=asked, start=told.seq, end=min(ends, default=None))


class _Lists:
    """What lists told of decisions about variations. A list that names the order with a decision
    (`VAR`, `REJ`) tells so before the details were read; not one that only repeats what it had told
    before, for want of a receipt.
    """

    def __init__(self, story: Story) -> None:
        self.news: list[int] = []
        told: dict[tuple[int | None, str | None], int] = {}  # the last entries that told the same
        for each in story.listings:
            before = told.get(_news(each), -1)
            told[_news(each)] = each.seq
            repeated = before >= 0 and not within(story.receipts, before, each.seq)
            if each.change_type in _DECISIONS and not repeated:
                self.news.append(each.seq)

    def decided(self, since: int) -> int | None:
        """The first list after entry `since` that told of a decision."""
        return following(self.news, since)


def _news(listing: Listing) -> tuple[int | None, str | None]:
    return listing.version, listing.change_type
