"""The quiz of the unclear reply: what a contractor did about a write whose reply did not come.

A reply lost after the commit and a request lost before it look the same to the contractor, so only
what is right in both cases is right. How each was handled is told by the run beside its verdicts.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from nps_conformance.evidence.identity import next_same, recorded, undone
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
    """One write with an unclear reply. `again` is the next call about the same event, `asked` the
    entry whose reply showed it as recorded, `noted` that of a note to the landlord's people.
    """

    story: Story
    call: Call
    again: Call | None
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
            if any(
                each.seq > self.call.seq and each.status != request.status_code for each in told
            ):
                return True
        statuses = self.story.statuses
        end = statuses[-1].seq if statuses else self.call.seq
        now = status_before(statuses, end + 1)
        return end > self.call.seq and now not in OPEN_ORDER | {"COM"}

    @property
    def another(self) -> bool:
        """Whether, for all the contractor had read by then, what it sent again is another event."""
        return self.again is not None and _another(self.story, self.call, self.again)


def unclear_replies(story: Story) -> Iterator[Unclear]:
    """The unclear writes of an order, in their order; an invoice belongs to its first order."""
    found = [
        call
        for call in story.calls_of(*WRITES)
        if call.unclear and call.request is not None and call.orders[0] == story.number
    ]
    following = next_same(story.calls) if found else {}
    for call in found:
        yield Unclear(
            story=story,
            call=call,
            again=following.get(call.seq),
            asked=_asked(story, call),
            noted=_noted(story, call),
        )


def quiz(evidence: Evidence) -> Iterator[tuple[Call, Handling]]:
    """Every write with an unclear reply, and how it was handled."""
    for story in evidence.stories:
        for each in unclear_replies(story):
            yield each.call, each.handling(evidence.due_within)


def _another(story: Story, unclear: Call, again: Call) -> bool:
    if unclear.perhaps_read:
        return True  # a stale reply may be a refusal of its own event, and was read as one
    if unclear.operation == RECEIPT:  # the details do not show it; the list does
        return any(unclear.seq < each.seq < again.seq for each in story.listings)
    between = story.calls_between(unclear.seq, again.seq)
    if any(call.operation == DETAILS and call.perhaps_read for call in between):
        return True  # a stale reply may have shown the order as it was before
    view = view_between(story, unclear.seq, again.seq)
    if view is None:
        return False
    told = any(unclear.seq < each.seq < again.seq for each in story.instructed("remark"))
    return (
        not recorded(unclear, view.details)
        or undone(unclear, view.details)
        or (unclear.operation == NOTE and told)  # the same words may be said twice
    )


def _asked(story: Story, call: Call) -> int | None:
    """The first details that showed it as recorded; of a receipt, the first list without it."""
    for view in story.views[bisect_right(story.views, call.seq, key=lambda each: each.seq) :]:
        if recorded(call, view.details):
            return view.seq
    if call.operation != RECEIPT:
        return None
    listed = {each.seq for each in story.listings}
    polls = story.pace.polls
    return next((seq for seq in polls[bisect_right(polls, call.seq) :] if seq not in listed), None)


def _noted(story: Story, call: Call) -> int | None:
    """The first note since that nobody had told the contractor to write. On the wire, this is how
    one sees that people look at it.
    """
    remarks = [each.seq for each in story.instructed("remark")]
    notes: set[str] = set()
    for note in story.calls_of(NOTE):
        notes.add(note.reference)
        own = len(notes) > sum(seq < note.seq for seq in remarks)
        if note.seq > call.seq and note.told_success and own:
            return note.seq
    return None
