"""What a fact of the world asks of a contractor: when a report on it is due, and of which visit."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from nps_conformance.evidence.knowledge import OPEN_ORDER, status_before
from nps_conformance.evidence.model import (
    APPOINTMENT_STATUS,
    NON_ACCESS,
    Call,
    Evidence,
    Story,
)
from nps_conformance.evidence.pace import following
from nps_simulator.journal.entries import Instruction

# Facts that say what became of a visit.
VISITS: Final = (
    "operative_arrived",
    "work_started",
    "work_finished",
    "nobody_in",
    "visit_missed",
    "visit_called_off",
)


NEAR: Final = timedelta(minutes=29)  # less than half of the hour by which time zones go wrong
# The refusal that tells a contractor that the landlord books its visits.
NOT_PERMITTED: Final = "BOOKING-NOT-PERMITTED"


def invoice_runs(evidence: Evidence) -> Mapping[str, list[int]]:
    """The entries of the invoice runs that were handed out, by the order they name; under an empty
    number those that name none, and so are of all orders.
    """
    runs: dict[str, list[int]] = {"": []}
    for each in evidence.instructions:
        if each.kind == "month_end":
            for number in each.orders or [""]:
                runs.setdefault(number, []).append(each.seq)
    return runs


def runs_of(runs: Mapping[str, list[int]], number: str) -> list[int]:
    """The entries of the runs that an order is in."""
    return sorted({*runs[""], *runs[number]}) if number in runs else runs[""]


def rejected_invoices(story: Story) -> Mapping[str, int]:
    """The supplier references of invoices that were told rejected, and the entries that told so
    first.
    """
    told: dict[str, int] = {}
    for view in story.views:
        for share in view.details.invoices:
            if share.status == "REJ":
                told.setdefault(share.supplier_invoice_reference, view.seq)
    return told


def says_no_access(call: Call) -> bool:
    """Whether the call says that a visit came to nothing for want of access."""
    if call.operation == APPOINTMENT_STATUS:
        return getattr(call.request, "status_code", "") == "NAC"
    return call.operation == NON_ACCESS


def occurred(fact: Instruction) -> datetime:
    """When it happened, UK local time without a zone."""
    return datetime.fromisoformat(fact.occurred_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """From entry `since` on a report was due and could be made; `until` is the entry that told that
    it no longer could, None when none did.
    """

    since: int
    until: int | None


class Terms:
    """The terms of reports on an order, which can be made while it is received and, as last told,
    has one of the allowed statuses.
    """

    def __init__(self, story: Story, allowed: frozenset[str] = OPEN_ORDER) -> None:
        self._story = story
        self._allowed = allowed
        self._opened = self._closed = -1  # the last entries from which it could be made, or not
        before = False
        for told in story.statuses:
            if (told.status in allowed) != before:
                before = not before
                if before:
                    self._opened = told.seq
                else:
                    self._closed = told.seq

    def of(self, seq: int) -> Term | None:
        """The term of a report on what entry `seq` told; None when it could never be made."""
        if not self._story.receipts:
            return None
        since = max(seq, self._story.receipts[0])
        if self._opened > since:  # it could be made again
            since = self._opened
        elif status_before(self._story.statuses, since + 1) not in self._allowed:
            return None
        return Term(since=since, until=self._closed if self._closed > since else None)


class Tries:
    """Calls that each could settle something, such as the bookings of an order; they ascend."""

    def __init__(self, calls: Iterable[Call]) -> None:
        self._all: list[int] = []
        self._taken: list[int] = []
        for call in calls:
            self._all.append(call.seq)
            if call.effective or call.unclear:
                self._taken.append(call.seq)

    def taken_after(self, seq: int) -> int | None:
        """The first one after entry `seq` that was done, or may have been."""
        return following(self._taken, seq)

    def between(self, start: int, end: int | None = None) -> tuple[int, ...]:
        """All after entry `start` and before entry `end`."""
        return tuple(self._all[bisect_right(self._all, start) : self._before(end)])

    def last(self, start: int, end: int | None = None) -> int | None:
        """The last of these."""
        at = self._before(end)
        return self._all[at - 1] if at and self._all[at - 1] > start else None

    def _before(self, end: int | None) -> int:
        return len(self._all) if end is None else bisect_left(self._all, end)


class Moments:
    """When told facts happened; they are taken in one after the other."""

    def __init__(self) -> None:
        self._first: dict[datetime, Instruction] = {}
        self._times: list[datetime] = []  # ascending

    def tell(self, fact: Instruction) -> None:
        """Takes in a fact; of several at one time the first counts."""
        time = occurred(fact)
        if time not in self._first:
            self._first[time] = fact
            insort(self._times, time)

    def near(self, time: datetime) -> Instruction | None:
        """The fact told first of those that happened about that time."""
        since = bisect_left(self._times, time - NEAR)
        until = bisect_right(self._times, time + NEAR)
        return self._told_first(self._times[since:until])

    def nearest(self, time: datetime) -> Instruction | None:
        """The fact that happened nearest to that time; of two as near the one told first."""
        at = bisect_left(self._times, time)
        times = self._times[max(0, at - 1) : at + 1]
        apart = min((abs(each - time) for each in times), default=None)
        return self._told_first([each for each in times if abs(each - time) == apart])

    def _told_first(self, times: Iterable[datetime]) -> Instruction | None:
        return min((self._first[each] for each in times), key=lambda each: each.seq, default=None)
