"""What a contractor knew of an order at an entry, and whether an occasion came to proof."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from nps_conformance.evidence.model import (
    RECEIPT,
    WORK,
    Listing,
    Requested,
    Story,
    Telling,
    View,
)
from nps_simulator.messages.request_works_order_details import WorksOrderDetails

FINAL_APPOINTMENT = frozenset({"CMP", "BRK", "CAN", "NAC"})
OPEN_ORDER = frozenset({"AUT", "ISS"})
MOST_SHOWN = 10  # variations in the state of an order, for people
MOST_UNDER_WAY = 50  # tellings looked at backwards; a client waits for fewer answers at a time


def latest(tellings: tuple[Telling, ...], seq: int) -> Telling | None:
    """The last telling before entry `seq`."""
    at = bisect_left(tellings, seq, key=lambda each: each.seq)
    return tellings[at - 1] if at else None


def status_before(tellings: tuple[Telling, ...], seq: int) -> str:
    """The status as told before entry `seq`, empty when never told."""
    told = latest(tellings, seq)
    return told.status if told else ""


def told_since(tellings: tuple[Telling, ...], seq: int, *statuses: str) -> int | None:
    """Since which entry one of these statuses stands as last told before entry `seq`; None when
    another does, or none was told.
    """
    told = latest(tellings, seq)
    return told.since if told is not None and told.status in statuses else None


def standing_since(story: Story) -> int:
    """When the contractor was first told the status it was told last: after a hold, the release."""
    return story.statuses[-1].since


def view_before(story: Story, seq: int) -> View | None:
    """The last details read before entry `seq`."""
    at = bisect_left(story.views, seq, key=lambda each: each.seq)
    return story.views[at - 1] if at else None


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
    since = story.calls_between(view.seq, listing.seq)
    return not (
        newer
        or any(call.operation == RECEIPT and call.told_success for call in since)
        or any(view.seq < action.seq < listing.seq for action in story.actions)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeLine:
    """One line the contractor may work to; a rate or tax code of None was never told."""

    line_number: int
    quantity: Decimal
    unit_rate: Decimal | None
    tax_code: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The current version as told: its number, and its lines by number."""

    seq: int
    version: int
    lines: dict[int, ScopeLine]


def scope_before(story: Story, seq: int) -> Scope | None:
    """The scope as told before entry `seq`: the last details, and variations applied since."""
    view = view_before(story, seq)
    if view is None:
        return None
    scope = _as_read(view.seq, view.details)
    since = bisect_left(story.variations, view.seq, key=lambda each: each.call.seq)
    for asked in story.variations[since:]:
        call = asked.call
        if call.seq >= seq:
            break
        if call.told_success and call.reply.outcome == "APPLIED":
            scope = _varied(scope, asked)
    return scope


def _as_read(seq: int, details: WorksOrderDetails) -> Scope:
    lines = {
        line.line_number: ScopeLine(
            line_number=line.line_number,
            quantity=line.quantity,
            unit_rate=line.unit_rate,
            tax_code=line.tax_code,
        )
        for line in details.lines
    }
    return Scope(seq=seq, version=details.version, lines=lines)


def _varied(scope: Scope, asked: Requested) -> Scope:
    lines = dict(scope.lines)
    for change in asked.call.request.lines:
        before = lines.get(change.line_number)
        if change.action == "REM":
            lines.pop(change.line_number, None)
        elif change.quantity is not None:
            lines[change.line_number] = ScopeLine(
                line_number=change.line_number,
                quantity=change.quantity,
                unit_rate=change.unit_rate or (before.unit_rate if before else None),
                tax_code=before.tax_code if before else None,
            )
    version = asked.call.reply.new_version or scope.version + 1
    return Scope(seq=asked.call.seq, version=version, lines=lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A variation that was asked for in vain, and the entry that told so."""

    asked: Requested
    told: int


def rejected_lines(story: Story, seq: int) -> dict[int, dict[Decimal | None, Rejected]]:
    """Lines that the contractor asked for and was told, before entry `seq`, are rejected: by line
    number, every quantity asked for in vain and the variation of which that was told first.
    """
    refused: dict[int, dict[Decimal | None, Rejected]] = {}
    for asked in story.variations:
        told = told_since(asked.tellings, seq, "REJ")
        if told is None:
            continue
        for change in asked.call.request.lines:
            if change.action != "REM":
                of_line = refused.setdefault(change.line_number, {})
                first = of_line.get(change.quantity)
                if first is None or told < first.told:
                    of_line[change.quantity] = Rejected(asked=asked, told=told)
    return refused


def beyond_scope(
    story: Story, seq: int, claimed: Iterable[tuple[int, Decimal]]
) -> list[tuple[int, Decimal, Rejected]]:
    """Claimed lines (number, quantity) that take up what was rejected: a line that is not on the
    order, or a quantity asked for in vain that is not the one there. `told` is the entry from which
    the contractor could know both, that it was rejected and that it is not on the order.
    """
    scope = scope_before(story, seq)
    refused = rejected_lines(story, seq)
    found: list[tuple[int, Decimal, Rejected]] = []
    for number, quantity in claimed:
        in_vain = refused.get(number)
        if in_vain is None or quantity <= 0:
            continue
        if _unlike(scope, number, quantity, in_vain):
            first = in_vain.get(quantity) or min(in_vain.values(), key=lambda each: each.told)
            told = first.told
            for at in _scopes_told(story, first.told, seq):
                if not _unlike(scope_before(story, at + 1), number, quantity, in_vain):
                    break
                told = at
            found.append((number, quantity, replace(first, told=told)))
    return found


def _unlike(
    scope: Scope | None, number: int, quantity: Decimal, in_vain: Mapping[Decimal | None, Rejected]
) -> bool:
    """Whether the order as told has no such line, or another quantity than one asked in vain."""
    line = scope.lines.get(number) if scope else None
    return line is None or (quantity != line.quantity and quantity in in_vain)


def _scopes_told(story: Story, start: int, end: int) -> list[int]:
    """The entries from `start` up to `end` that told the lines of the order, `start` as the first
    of them; the last one comes first, and of many only the last are given.
    """
    views = (view.seq for view in story.views if start < view.seq < end)
    asked = (each.call.seq for each in story.variations if start < each.call.seq < end)
    return sorted({start, *views, *asked}, reverse=True)[:MOST_UNDER_WAY]


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
    for call in reversed(story.calls):
        if call.seq <= seq:
            break
        if call.operation in WORK:
            return call.seq
    if story.pace.took_up_work_after(seq):
        return story.pace.work[-1]
    return None


def state_as_told(story: Story, seq: int) -> str:
    """The order as the contractor knew it just before entry `seq`, for people; of its variations
    the last ten.
    """
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
