"""The quiz of the unclear reply: what a contractor did about a write whose reply did not come.

A reply lost after the commit and a request lost before it look the same to the contractor, so only
what is right in both cases is right. How each was handled is told by the run beside its verdicts.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, takewhile

from nps_conformance.evidence.identity import Mark, mark, marks, next_same, undone
from nps_conformance.evidence.knowledge import OPEN_ORDER, status_before, view_between
from nps_conformance.evidence.model import (
    APPOINTMENT_STATUS,
    DETAILS,
    NOTE,
    RECEIPT,
    WRITES,
    Call,
    Evidence,
    Story,
)
from nps_conformance.evidence.pace import following, within


class Handling(StrEnum):
    """What became of an event whose reply was unclear, in a report's words."""

    ASKED = "asked, and settled by the answer"
    REPEATED = "repeated under the same reference"
    RENAMED = "repeated as a new event"  # a violation
    PERSON = "handed to a person"  # a warning
    SILENT = "given up in silence"  # a violation
    OPEN = "too little followed to tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """One write with an unclear reply. `again` is the next call about the same event, `another`
    whether, for all the contractor had read by then, that is another event; `asked` is the entry
    whose reply showed it as recorded, `noted` that of a note to the landlord's people.
    """

    story: Story
    call: Call
    again: Call | None
    another: bool
    asked: int | None
    noted: int | None

    def handling(self, within: int) -> Handling:
        """How it was handled; it may be missed after so many polls or rounds."""
        if self.again is not None:
            same = self.again.reference == self.call.reference
            if same and self.again.request == self.call.request:
                return Handling.REPEATED
            return Handling.ASKED if self.another else Handling.RENAMED
        if self.asked is not None:
            return Handling.ASKED
        if self.noted is not None:
            return Handling.PERSON
        overdue = self.story.pace.overdue(self.last_look, within) and not self.moot
        return Handling.SILENT if overdue else Handling.OPEN

    @property
    def last_look(self) -> int:
        """The entry of the last details that were read, or that of the call."""
        views = self.story.views
        return max(self.call.seq, views[-1].seq) if views else self.call.seq

    @property
    def moot(self) -> bool:
        """Whether there is nothing left to settle, as the contractor was told: the order has ended
        otherwise since, or the visit has another status.
        """
        if self.call.operation == APPOINTMENT_STATUS:
            request = self.call.request
            told = self.story.appointments.get(request.appointment_reference, ())
            since = takewhile(lambda each: each.seq > self.call.seq, reversed(told))
            if any(each.status != request.status_code for each in since):
                return True
        statuses = self.story.statuses
        end = statuses[-1].seq if statuses else self.call.seq
        now = status_before(statuses, end + 1)
        return end > self.call.seq and now not in OPEN_ORDER | {"COM"}


def unclear_replies(story: Story) -> Iterator[Unclear]:
    """The unclear writes of an order, in their order; an invoice belongs to its first order."""
    found = [
        call
        for call in story.calls_of(*WRITES)
        if call.unclear and call.request is not None and call.orders[0] == story.number
    ]
    if not found:
        return
    repeats = next_same(story.calls)
    read = _Read(story)
    for call in found:
        again = repeats.get(call.seq)
        receipt = call.operation == RECEIPT
        yield Unclear(
            story=story,
            call=call,
            again=again,
            another=again is not None and read.another(call, again),
            asked=read.unlisted(call) if receipt else following(read.shown[mark(call)], call.seq),
            noted=following(read.own, call.seq),
        )


def quiz(evidence: Evidence) -> Iterator[tuple[Call, Handling]]:
    """Every write with an unclear reply, and how it was handled."""
    for story in evidence.stories:
        for each in unclear_replies(story):
            yield each.call, each.handling(evidence.due_within)


class _Read:
    """What a contractor read about an order, by which it could settle an unclear reply."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.own = _own_notes(story)
        self.shown: defaultdict[Mark, list[int]] = defaultdict(list)  # views, by what they show
        for view in story.views:
            for each in set(marks(view.details)):
                self.shown[each].append(view.seq)
        self.perhaps = [each.seq for each in story.calls_of(DETAILS) if each.perhaps_read]
        self.remarks = [each.seq for each in story.instructed("remark")]
        self.listed = [each.seq for each in story.listings]
        self._unlisted: tuple[int, int | None] = (0, 0)  # the last answer, and for which entry

    def another(self, unclear: Call, again: Call) -> bool:
        """Whether, for all that was read by then, what was sent again is another event."""
        start, end = unclear.seq, again.seq
        if unclear.perhaps_read:
            return True  # a stale reply may be a refusal of its own event, and was read as one
        if unclear.operation == RECEIPT:  # the details do not show it; the list does
            return within(self.listed, start, end)
        if within(self.perhaps, start, end):
            return True  # a stale reply may have shown the order as it was before
        view = view_between(self.story, start, end)
        if view is None:
            return False
        return (
            not within(self.shown[mark(unclear)], view.seq - 1, view.seq + 1)
            or undone(unclear, view.details)
            # the same words may be said twice
            or (unclear.operation == NOTE and within(self.remarks, start, end))
        )

    def unlisted(self, call: Call) -> int | None:
        """The first list without the order: the receipt was recorded. Calls ascend."""
        since, found = self._unlisted
        if found is not None and not since <= call.seq < found:
            polls = self.story.pace.polls
            later = islice(polls, bisect_right(polls, call.seq), None)
            found = next((seq for seq in later if not within(self.listed, seq - 1, seq + 1)), None)
            self._unlisted = (call.seq, found)
        return found


def _own_notes(story: Story) -> list[int]:
    """The notes that nobody had told the contractor to write. On the wire, this is how one sees
    that people look at it.
    """
    remarks = [each.seq for each in story.instructed("remark")]
    notes: set[str] = set()
    found: list[int] = []
    for note in story.calls_of(NOTE):
        notes.add(note.reference)
        if note.told_success and len(notes) > bisect_left(remarks, note.seq):
            found.append(note.seq)
    return found
