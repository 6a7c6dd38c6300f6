"""What a fact of the world asks of a contractor: when a report on it is due, and of which visit."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from nps_conformance.evidence.knowledge import (
    FINAL_APPOINTMENT,
    OPEN_ORDER,
    latest,
    status_before,
    view_before,
)
from nps_conformance.evidence.model import (
    APPOINT,
    APPOINTMENT_STATUS,
    NON_ACCESS,
    RECEIPT,
    Call,
    Evidence,
    Story,
)
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


def term(story: Story, seq: int, allowed: frozenset[str] = OPEN_ORDER) -> Term | None:
    """The term of a report on what entry `seq` told; None when it could never be made: the order
    was not received, or did not have one of the allowed statuses any more, as last told.
    """
    received = next((call.seq for call in story.calls_of(RECEIPT) if call.told_success), None)
    if received is None:
        return None
    since, until = max(seq, received), None
    if status_before(story.statuses, since + 1) not in allowed:
        until = since
    for told in story.statuses:
        if told.seq <= since:
            continue
        if told.status not in allowed:
            until = until or told.seq
        elif until is not None:  # it could be made again
            since, until = told.seq, None
    return None if until == since else Term(since=since, until=until)


def visit_days(story: Story, seq: int) -> Mapping[str, date]:
    """The day of each visit as last told before entry `seq`, by the landlord's reference. (Looked
    for from there backwards: commonly the last details show all.)
    """
    missing = {reference for reference, told in story.appointments.items() if told[0].seq < seq}
    found: dict[str, date] = {}
    views = bisect_left(story.views, seq, key=lambda each: each.seq)
    calls = bisect_left(story.calls, seq, key=lambda each: each.seq)
    while missing and calls:
        calls -= 1
        call = story.calls[calls]
        if views and story.views[views - 1].seq == call.seq:
            views -= 1
            for each in story.views[views].details.appointments:
                if each.appointment_reference in missing:
                    missing.remove(each.appointment_reference)
                    found[each.appointment_reference] = each.appointment_date
        elif call.operation == APPOINT and call.told_success:
            reference = call.reply.appointment_reference
            if reference in missing:
                missing.remove(reference)
                found[reference] = call.request.appointment_date
    return {reference: found[reference] for reference in story.appointments if reference in found}


def visits_of(story: Story, day: date, seq: int) -> Mapping[str, str]:
    """The visits of a day, each with its status, as last told before entry `seq`."""
    return {
        reference: status_before(story.appointments.get(reference, ()), seq)
        for reference, booked in visit_days(story, seq).items()
        if booked == day
    }


def open_visits(story: Story, seq: int) -> Mapping[str, date]:
    """The days of the visits that stood open, as last told before entry `seq`; none that a booking
    named and later details left out.
    """
    view = view_before(story, seq)
    shown = view.details.appointments if view else ()
    there = {each.appointment_reference for each in shown}
    found: dict[str, date] = {}
    for reference, day in visit_days(story, seq).items():
        told = latest(story.appointments.get(reference, ()), seq)
        if told is None or told.status in FINAL_APPOINTMENT:
            continue
        if view is None or told.seq > view.seq or reference in there:
            found[reference] = day
    return found
