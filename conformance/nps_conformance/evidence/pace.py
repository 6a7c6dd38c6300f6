"""Time as rules count it: polls, rounds and signs of life. Seconds prove nothing."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass


def after(seqs: tuple[int, ...], seq: int) -> int:
    """How many of the ascending numbers are above `seq`."""
    return len(seqs) - bisect_right(seqs, seq)


def following(seqs: Sequence[int], seq: int) -> int | None:
    """The first of the ascending numbers that is above `seq`."""
    at = bisect_right(seqs, seq)
    return seqs[at] if at < len(seqs) else None


def preceding(seqs: Sequence[int], seq: int) -> int | None:
    """The last of the ascending numbers that is below `seq`."""
    at = bisect_left(seqs, seq)
    return seqs[at - 1] if at else None


def within(seqs: Sequence[int], start: int, end: int) -> bool:
    """Whether one of the ascending numbers is above `start` and below `end`."""
    at = bisect_right(seqs, start)
    return at < len(seqs) and seqs[at] < end


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The pace of one contractor in one sandbox; each tuple ascends.

    `polls` are its delivered lists, `rounds` the rounds handed out, `lively_rounds` those that
    ended and in which it called at all. `work` are its calls that only a working contractor makes
    (AP4 to AP9, EX1, EX2), `answered` the instructions that such a call about their orders
    followed. `handled` are the entries at which its side said that a fact or a round is dealt with;
    empty where nobody says so.
    """

    polls: tuple[int, ...]
    rounds: tuple[int, ...]
    lively_rounds: tuple[int, ...]
    work: tuple[int, ...]
    answered: tuple[int, ...]
    handled: tuple[int, ...] = ()

    def beats_after(self, seq: int) -> int:
        """How often the contractor came round since: its polls, or its lively rounds."""
        return max(after(self.polls, seq), after(self.lively_rounds, seq))

    def beats_between(self, start: int, end: int) -> int:
        """How often it came round after entry `start` and before entry `end`."""
        kinds = (self.polls, self.lively_rounds)
        return max(after(kind, start) - after(kind, end - 1) for kind in kinds)

    def overdue(self, seq: int, within: int) -> bool:
        """Whether what was due at `seq` should have been done, by a contractor that is alive.

        Where its side says when it has dealt with a turn, polls count from then on only: one that
        polls beside its work may poll often before it has come to it.
        """
        return max(self._polls_once_dealt(seq), after(self.lively_rounds, seq)) >= within

    def _polls_once_dealt(self, seq: int) -> int:
        if not self.handled:
            return after(self.polls, seq)
        at = bisect_right(self.handled, seq)
        return after(self.polls, self.handled[at]) if at < len(self.handled) else 0

    def had_the_chance(self, seq: int, within: int) -> bool:
        """Whether so many rounds were handed out since, used or not."""
        return after(self.rounds, seq) >= within

    def took_up_work_after(self, seq: int) -> bool:
        """Whether an instruction that came after `seq` was answered by a call."""
        return after(self.answered, seq) > 0


def lively(rounds: list[tuple[int, int]], calls: list[int]) -> tuple[int, ...]:
    """The rounds (start, end) within which there was a call; both lists ascend."""
    lively: list[int] = []
    upcoming = iter(calls)
    call = next(upcoming, None)
    for start, end in rounds:
        while call is not None and call <= start:
            call = next(upcoming, None)
        if call is not None and call < end:
            lively.append(start)
    return tuple(lively)
