"""The quiz of the unclear reply: what a contractor did about a write whose reply did not come.

A reply lost after the commit and a request lost before it look the same to the contractor, so only
what is right in both cases is right. How each was handled is told by the run beside its verdicts.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from nps_conformance.evidence.identity import Mark, mark, marks, next_same, recorded, undone
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
    if not found:
        return
    following = next_same(story.calls)
    shown, own = _shown(story), _own_notes(story)
    listed = {each.seq for each in story.listings}
    for call in found:
        receipt = call.operation == RECEIPT
        yield Unclear(
            story=story,
            call=call,
            again=following.get(call.seq),
            asked=_unlisted(story, listed, call) if receipt else _next(shown[mark(call)], call),
            noted=_next(own, call),
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


def _next(seqs: Sequence[int], call: Call) -> int | None:
    """The first of the ascending entries after a call."""
    at = bisect_right(seqs, call.seq)
    return seqs[at] if at < len(seqs) else None


def _shown(story: Story) -> defaultdict[Mark, list[int]]:
    """The entries of the details that showed something as recorded, by what they showed."""
    shown: defaultdict[Mark, list[int]] = defaultdict(list)
    for view in story.views:
        for each in set(marks(view.details)):
            shown[each].append(view.seq)
    return shown


def _unlisted(story: Story, listed: Collection[int], call: Call) -> int | None:
    """The first list without the order: the receipt was recorded. `listed` are those with it."""
    polls = islice(story.pace.polls, bisect_right(story.pace.polls, call.seq), None)
    return next((seq for seq in polls if seq not in listed), None)


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
