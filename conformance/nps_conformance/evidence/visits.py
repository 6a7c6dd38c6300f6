"""The visits of an order as they were told: on which day each was, and which stood open."""

from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from datetime import date
from heapq import heappop, heappush

from nps_conformance.evidence.knowledge import (
    FINAL_APPOINTMENT,
    latest,
    status_before,
    view_before,
)
from nps_conformance.evidence.model import APPOINT, Call, Story, View
from nps_conformance.evidence.pace import within


class Visits:
    """The visits of an order, by the landlord's reference."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._days: defaultdict[str, list[tuple[int, date]]] = defaultdict(list)
        self._shown: defaultdict[str, list[int]] = defaultdict(list)  # the views that show each
        views = iter(story.views)
        view = next(views, None)
        for call in story.calls:
            if view is not None and view.seq == call.seq:
                self._read(view)
                view = next(views, None)
            elif call.operation == APPOINT and call.told_success:
                self._booked(call)
        self._of_day: defaultdict[date, list[str]] = defaultdict(list)
        for reference in story.appointments:
            for day in dict.fromkeys(day for _, day in self._days[reference]):
                self._of_day[day].append(reference)

    def _read(self, view: View) -> None:
        for each in view.details.appointments:
            shown = self._shown[each.appointment_reference]
            if shown[-1:] != [view.seq]:  # of one that is shown twice, the first counts
                shown.append(view.seq)
                self._days[each.appointment_reference].append((view.seq, each.appointment_date))

    def _booked(self, call: Call) -> None:
        if call.reply.appointment_reference is not None:
            booked = (call.seq, call.request.appointment_date)
            self._days[call.reply.appointment_reference].append(booked)

    def day(self, reference: str, seq: int) -> date | None:
        """The day of a visit as last told before entry `seq`."""
        tellings = self._story.appointments.get(reference)
        if tellings is None or tellings[0].seq >= seq:
            return None
        days = self._days[reference]
        at = bisect_left(days, seq, key=lambda each: each[0])
        return days[at - 1][1] if at else None

    def told(self) -> Iterator[tuple[int, str]]:
        """The entries that told something of a visit, each with its reference."""
        for reference, tellings in self._story.appointments.items():
            yield from ((told.seq, reference) for told in tellings)
            yield from ((seq, reference) for seq, _ in self._days[reference])

    def on(self, day: date, seq: int) -> Mapping[str, str]:
        """The visits of a day, each with its status, as last told before entry `seq`."""
        return {
            reference: status_before(self._story.appointments[reference], seq)
            for reference in self._of_day.get(day, ())
            if self.day(reference, seq) == day
        }

    def standing_on(self, day: date, seq: int) -> str | None:
        """The first visit of a day that stood open, as last told before entry `seq`."""
        standing = (each for each in self.on(day, seq) if self.stands(each, seq))
        return next(standing, None)

    def stands(self, reference: str, seq: int) -> bool:
        """Whether a visit stood open, as last told before entry `seq`; none that a booking named
        and later details left out.
        """
        told = latest(self._story.appointments.get(reference, ()), seq)
        if told is None or told.status in FINAL_APPOINTMENT or self.day(reference, seq) is None:
            return False
        view = view_before(self._story, seq)
        if view is None or told.seq > view.seq:
            return True
        return within(self._shown[reference], view.seq - 1, view.seq + 1)


class Standing:
    """The visits that stand open at entries that are asked for one after the other, ascending."""

    def __init__(self, story: Story) -> None:
        self._visits = Visits(story)
        self._ranks = {reference: rank for rank, reference in enumerate(story.appointments)}
        self._news = deque(sorted(self._visits.told()))
        self._open: list[tuple[int, str]] = []  # a heap by rank
        self._replaced: set[str | None] = set()

    def replaced(self, reference: str | None) -> None:
        """Takes in that another was booked in place of this visit, which then counts no more."""
        self._replaced.add(reference)

    def beside(self, reference: str | None, seq: int) -> str | None:
        """The first visit besides `reference` that stood open, as last told before entry `seq`."""
        while self._news and self._news[0][0] < seq:
            told = self._news.popleft()[1]
            heappush(self._open, (self._ranks[told], told))
        aside = self._first(seq)
        if aside is None or aside[1] != reference:
            return None if aside is None else aside[1]
        while self._open and self._open[0] == aside:
            heappop(self._open)
        found = self._first(seq)
        heappush(self._open, aside)
        return None if found is None else found[1]

    def _first(self, seq: int) -> tuple[int, str] | None:
        """The first that stands. Those that do not are dropped, until something is told of them."""
        while self._open:
            each = self._open[0][1]
            if each not in self._replaced and self._visits.stands(each, seq):
                return self._open[0]
            heappop(self._open)
        return None
