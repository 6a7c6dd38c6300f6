"""What a contractor knew of an order at an entry, and whether an occasion came to proof."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from nps_conformance.evidence.model import (
    APPOINTMENT_STATUS,
    Call,
    Listing,
    Scope,
    Story,
    Telling,
    View,
)
from nps_conformance.evidence.pace import within

FINAL_APPOINTMENT = frozenset({"CMP", "BRK", "CAN", "NAC"})
OPEN_ORDER = frozenset({"AUT", "ISS"})
MOST_SHOWN = 10  # variations in the state of an order, for people


def latest(tellings: tuple[Telling, ...], seq: int) -> Telling | None:
    """The last telling before entry `seq`."""
    at = bisect_left(tellings, seq, key=lambda each: each.seq)
    return tellings[at - 1] if at else None


def status_before(tellings: tuple[Telling, ...], seq: int) -> str:
    """The status as told before entry `seq`, empty when never told."""
    told = latest(tellings, seq)
    return told.status if told else ""


def first_told(tellings: Iterable[Telling], *statuses: str) -> int | None:
    """The first entry that told one of these statuses; None when none did."""
    return next((each.seq for each in tellings if each.status in statuses), None)


def told_since(tellings: tuple[Telling, ...], seq: int, *statuses: str) -> int | None:
    """Since which entry one of these statuses stands as last told before entry `seq`; None when
    another does, or none was told.
    """
    told = latest(tellings, seq)
    return told.since if told is not None and told.status in statuses else None


def standing_since(story: Story) -> int:
    """When the contractor was first told the status it was told last: after a hold, the release."""
    return story.statuses[-1].since


def says_again(story: Story, call: Call) -> bool:
    """Whether a report gives a visit the status that it has, as last told; which is harmless."""
    if call.operation != APPOINTMENT_STATUS:
        return False
    told = latest(story.appointments.get(call.request.appointment_reference, ()), call.seq)
    return told is not None and told.status == call.request.status_code


def view_before(story: Story, seq: int) -> View | None:
    """The last details read before entry `seq`."""
    at = bisect_left(story.views, seq, key=lambda each: each.seq)
    return story.views[at - 1] if at else None


def view_after(story: Story, seq: int) -> View | None:
    """The first details read after entry `seq`."""
    at = bisect_right(story.views, seq, key=lambda each: each.seq)
    return story.views[at] if at < len(story.views) else None


def view_between(story: Story, start: int, end: int) -> View | None:
    """The last details read after entry `start` and before entry `end`."""
    view = view_before(story, end)
    return view if view is not None and view.seq > start else None


def was_read(story: Story, view: View, listing: Listing) -> bool:
    """Whether all that a list told of an order was in the details read before it: these have its
    version, no receipt was confirmed since, and the landlord has done nothing since. So it is when
    a list waits for a receipt, or the details were read for another reason.
    """
    newer = listing.version is not None and listing.version > view.details.version
    return not (
        newer
        or within(story.receipts, view.seq, listing.seq)
        or story.acted_between(view.seq, listing.seq)
    )


def scope_before(story: Story, seq: int) -> Scope | None:
    """The scope as told before entry `seq`: the last details, and variations applied since."""
    at = bisect_left(story.scopes, seq, key=lambda each: each.seq)
    return story.scopes[at - 1] if at else None


def rejection_told(story: Story) -> int | None:
    """The entry from which the contractor could know that a variation of the order was rejected,
    the first one; None when it was never told of any.
    """
    told = (
        each.seq for asked in story.variations for each in asked.tellings if each.status == "REJ"
    )
    return min(told, default=None)


def lived(story: Story, seq: int) -> int | None:
    """The entry by which the contractor showed life after `seq`: a call on this order that only a
    working contractor makes, or work taken up that was instructed later. None when it did not.
    """
    if story.last_work > seq:
        return story.last_work
    if story.pace.took_up_work_after(seq):
        return story.pace.work[-1]
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class AsTold:
    """An order as the contractor knew it just before entry `seq`. As text it is for people: it is
    long where there are many visits, and most violations of many are only counted.
    """

    story: Story
    seq: int

    def __str__(self) -> str:
        """Its status, version and visits; of its variations the last ten."""
        return _described(self.story, self.seq)


def state_as_told(story: Story, seq: int) -> AsTold:
    """The order as the contractor knew it just before entry `seq`."""
    return AsTold(story=story, seq=seq)


def _described(story: Story, seq: int) -> str:
    status = status_before(story.statuses, seq)
    if not status:
        return f"works order {story.number}: nothing read yet"
    parts = [f"works order {story.number}: status {status} as last told"]
    scope = scope_before(story, seq)
    if scope is not None:
        parts.append(f"version {scope.version} read in entry {scope.seq}")
    asked_before = bisect_left(story.variations, seq, key=lambda each: each.call.seq)
    for asked in story.variations[max(0, asked_before - MOST_SHOWN) : asked_before]:
        told = status_before(asked.tellings, seq)
        if told:
            parts.append(f"variation {asked.number} {told}")
    for reference, tellings in story.appointments.items():
        told = status_before(tellings, seq)
        if told:
            parts.append(f"appointment {reference} {told}")
    return ", ".join(parts)
