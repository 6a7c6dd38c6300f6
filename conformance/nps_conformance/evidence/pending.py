"""While which entries a variation waited for the landlord, as the contractor was told."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from math import inf

from nps_conformance.evidence.model import RECEIPT, Listing, Requested, Story

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
        self._ends = list(accumulate((_end(each) for each in self._waits), max))

    def at(self, seq: int) -> Wait | None:
        """One that is on at entry `seq`, as told before it."""
        at = bisect_left(self._waits, seq, key=lambda each: each.start) - 1
        while at >= 0 and self._ends[at] > seq:  # the longest of those that began by then
            if _end(self._waits[at]) > seq:
                return self._waits[at]
            at -= 1
        return None

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
    (`VAR`, `REJ`) tells so before the details were read.
    """

    def __init__(self, story: Story) -> None:
        self.receipts = [call.seq for call in story.calls_of(RECEIPT) if call.told_success]
        self.told: defaultdict[tuple[int | None, str | None], list[int]] = defaultdict(list)
        for each in story.listings:
            self.told[_news(each)].append(each.seq)
        self.decisions = [each for each in story.listings if each.change_type in _DECISIONS]

    def decided(self, since: int) -> int | None:
        """The first list after entry `since` that told of a decision; not one that only repeats
        what it had told before, for want of a receipt.
        """
        at = bisect_left(self.receipts, since)
        confirmed = self.receipts[at - 1] if at else -1
        after = bisect_right(self.receipts, since)
        receipt = self.receipts[after] if after < len(self.receipts) else inf
        first = bisect_right(self.decisions, since, key=lambda each: each.seq)
        for each in islice(self.decisions, first, None):
            if each.seq > receipt or not _within(self.told[_news(each)], confirmed, since):
                return each.seq
        return None


def _news(listing: Listing) -> tuple[int | None, str | None]:
    return listing.version, listing.change_type


def _within(seqs: Sequence[int], start: int, end: int) -> bool:
    """Whether one of the ascending entries is after `start` and before `end`."""
    at = bisect_right(seqs, start)
    return at < len(seqs) and seqs[at] < end
