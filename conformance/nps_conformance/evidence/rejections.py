"""What a contractor asked for in vain, and what of it a report takes up all the same."""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from math import inf

from nps_conformance.evidence.knowledge import scope_before
from nps_conformance.evidence.model import Requested, Scope, Story

MOST_UNDER_WAY = 50  # tellings looked at backwards; a client waits for fewer answers at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A variation that was asked for in vain, and the entry that told so."""

    asked: Requested
    told: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """After entry `start`, up to `end`, a quantity stood as rejected."""

    start: int
    end: float
    quantity: Decimal | None
    rejected: Rejected

    def holds(self, seq: int) -> bool:
        return self.start < seq <= self.end


class _InVain:
    """What was asked for in vain for one line."""

    def __init__(self, spans: Iterable[_Span]) -> None:
        self._asked = deque(spans)  # in the order of the variations
        self._told = deque(sorted(self._asked, key=lambda each: each.rejected.told))
        self._of: defaultdict[Decimal | None, deque[_Span]] = defaultdict(deque)
        for each in self._told:
            self._of[each.quantity].append(each)

    def of(self, quantity: Decimal | None, seq: int) -> Rejected | None:
        """The variation of a quantity that was told rejected first, as told before entry `seq`."""
        spans = self._of.get(quantity)
        return None if spans is None else next(_holding(spans, seq), None)

    def any(self, seq: int) -> Rejected | None:
        """The one of all quantities that was told rejected first; of several told at once that of
        the quantity that was asked for first.
        """
        earliest = next(_holding(self._told, seq), None)
        if earliest is None:
            return None
        firsts = (self.of(each.quantity, seq) for each in _standing(self._asked, seq))
        return next((each for each in firsts if each and each.told == earliest.told), None)


def _standing(spans: deque[_Span], seq: int) -> Iterator[_Span]:
    """Those that hold at an entry. What is over is dropped from the front: entries ascend."""
    while spans and spans[0].end < seq:
        spans.popleft()
    return (each for each in spans if each.holds(seq))


def _holding(spans: deque[_Span], seq: int) -> Iterator[Rejected]:
    return (each.rejected for each in _standing(spans, seq))


class Rejections:
    """What was asked for in vain on an order, and was told so; the entries that are asked about
    ascend.
    """

    def __init__(self, story: Story) -> None:
        self._story = story
        spans: defaultdict[int, list[_Span]] = defaultdict(list)
        for asked in story.variations:
            for number, span in _spans(asked):
                spans[number].append(span)
        self._lines = {number: _InVain(of_line) for number, of_line in spans.items()}

    def has(self, number: int, quantity: Decimal, seq: int) -> bool:
        """Whether that quantity of a line stood as rejected, as told before entry `seq`."""
        in_vain = self._lines.get(number)
        return in_vain is not None and in_vain.of(quantity, seq) is not None

    def beyond_scope(
        self, seq: int, claimed: Iterable[tuple[int, Decimal]]
    ) -> list[tuple[int, Decimal, Rejected]]:
        """Claimed lines (number, quantity) that take up what was rejected: a line that is not on
        the order, or a quantity asked for in vain that is not the one there. `told` is the entry
        from which the contractor could know both, that it was rejected and that it is not on the
        order.
        """
        scope = scope_before(self._story, seq)
        found: list[tuple[int, Decimal, Rejected]] = []
        for number, quantity in claimed:
            in_vain = self._lines.get(number)
            if in_vain is None or quantity <= 0:
                continue
            this = in_vain.of(quantity, seq)
            first = this or in_vain.any(seq)
            if first is None or not _unlike(scope, number, quantity, in_vain=this is not None):
                continue
            told = first.told
            for at in _scopes_told(self._story, first.told, seq):
                then = scope_before(self._story, at + 1)
                if not _unlike(then, number, quantity, in_vain=this is not None):
                    break
                told = at
            found.append((number, quantity, replace(first, told=told)))
        return found


def _spans(asked: Requested) -> Iterator[tuple[int, _Span]]:
    """While which entries the lines of a variation stood as rejected, by their numbers."""
    for nth, told in enumerate(asked.tellings, 1):
        if told.status != "REJ":
            continue
        later = asked.tellings[nth : nth + 1]
        end = later[0].seq if later else inf
        rejected = Rejected(asked=asked, told=told.since)
        for change in asked.call.request.lines:
            if change.action != "REM":
                yield (
                    change.line_number,
                    _Span(start=told.seq, end=end, quantity=change.quantity, rejected=rejected),
                )


def _unlike(scope: Scope | None, number: int, quantity: Decimal, *, in_vain: bool) -> bool:
    """Whether the order as told has no such line, or another quantity than one asked in vain."""
    line = scope.lines.get(number) if scope else None
    return line is None or (quantity != line.quantity and in_vain)


def _scopes_told(story: Story, start: int, end: int) -> list[int]:
    """The entries from `start` up to `end` that told the lines of the order, `start` as the first
    of them; the last one comes first, and of many only the last are given.
    """
    view = bisect_left(story.views, end, key=lambda each: each.seq)
    asked = bisect_left(story.variations, end, key=lambda each: each.call.seq)
    views = (each.seq for each in story.views[max(0, view - MOST_UNDER_WAY) : view])
    calls = (each.call.seq for each in story.variations[max(0, asked - MOST_UNDER_WAY) : asked])
    later = [seq for seq in (*views, *calls) if seq > start]
    return sorted([start, *later], reverse=True)[:MOST_UNDER_WAY]
