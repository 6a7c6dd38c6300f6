"""Judges the generator's own record: what can be told from what the contractors saw and sent.

A list is an at-least-once queue: an order stays on it until its receipt is confirmed. So an order
that was raised, or listed and not confirmed, and is missing from a later complete list, was lost.
A receipt without a clear answer excuses both readings.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from nps_load.invariants import DOUBLED, KEPT, LOST, RECORD, TWICE, Finding, finding, not_applicable
from nps_load.record import Call, Raised, Record

# Changes that can happen once to a version: being told of them again after the receipt is a double.
# An invoice can be queried and then settled, an order held twice, without a new version.
ONCE: Final = frozenset({"NEW", "AMD", "VAR", "CAN"})
WRITES: Final = "nothing but polls was sent; with writes the run confirms, completes and invoices"


@dataclass(slots=True)
class _Contractor:
    """What one contractor knows while its record is read in order of time."""

    raised: list[Raised] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)  # must be on the next complete list
    ever: set[str] = field(default_factory=set)
    told: dict[str, int] = field(default_factory=dict)  # the version last confirmed


@dataclass(slots=True)
class _Seen:
    contractors: dict[str, _Contractor] = field(default_factory=lambda: defaultdict(_Contractor))
    owners: dict[str, str] = field(default_factory=dict)
    lost: dict[str, str] = field(default_factory=dict)
    doubled: list[str] = field(default_factory=list)
    invoices: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    answers: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    wrote: bool = False


def judge_record(record: Record) -> tuple[Finding, ...]:
    """A finding for each invariant."""
    seen = _Seen()
    twice = _raised(record.raised, seen)
    for call in record.calls:
        _look(call, seen)
    many = [
        f"{number}: {', '.join(sorted(all_of))}"
        for number, all_of in seen.invoices.items()
        if len(all_of) > 1
    ]
    for (contractor, reference), numbers in seen.answers.items():
        if len(numbers) > 1:
            seen.doubled.append(
                f"{contractor}, {reference}: a resend made another invoice "
                f"({', '.join(sorted(numbers))})"
            )
    known = len(seen.owners)
    found = [
        finding(LOST, RECORD, known, list(seen.lost.values()), "orders"),
        finding(DOUBLED, RECORD, known, twice + seen.doubled, "orders"),
    ]
    needs_server = not_applicable([KEPT], RECORD, "it needs the landlord's journal")
    if not seen.wrote:
        return (*found, *not_applicable([TWICE], RECORD, WRITES), *needs_server)
    return (
        *found,
        finding(TWICE, RECORD, len(seen.invoices), many, "invoiced orders"),
        *needs_server,
    )


def _raised(raised: Iterable[Raised], seen: _Seen) -> list[str]:
    """Note what the landlord raised; numbers that came twice."""
    twice = []
    for line in raised:
        if line.order in seen.owners:
            twice.append(f"{line.order}: raised twice")
        seen.owners[line.order] = line.contractor
        seen.contractors[line.contractor].raised.append(line)
    return twice


def _look(call: Call, seen: _Seen) -> None:
    one = seen.contractors[call.contractor]
    seen.wrote = seen.wrote or call.row not in {"AP1", "AP2"}
    if call.row == "AP3" and (call.success or call.unclear):
        one.waiting.discard(call.order)
        if call.success:
            one.told[call.order] = call.version
    elif call.row == "AP8" and call.success:
        seen.answers[call.contractor, call.reference].add(call.invoice)
        for number in call.orders:
            seen.invoices[number].add(call.invoice)
    elif call.row == "AP1" and call.success:
        _look_at_list(call, one, seen)


def _look_at_list(call: Call, one: _Contractor, seen: _Seen) -> None:
    numbers = [number for number, _, _ in call.listed]
    for number, version, change in call.listed:
        where = f"{call.contractor}, {number}"
        owner = seen.owners.setdefault(number, call.contractor)
        if owner != call.contractor:
            seen.doubled.append(f"{where}: it is {owner}'s order")
        if number in one.told and change in ONCE and one.told[number] >= version:
            seen.doubled.append(f"{where}: listed as {change} again after its receipt")
    for number in {number for number in numbers if numbers.count(number) > 1}:
        seen.doubled.append(f"{call.contractor}, {number}: twice in one list")
    one.ever.update(numbers)
    if not call.more:
        still = []
        for line in one.raised:
            if line.order in one.ever:
                continue
            if line.at > call.at:
                still.append(line)
            else:
                _lose(line.order, call, "raised before and never listed", seen)
        one.raised = still
        for number in one.waiting.difference(numbers):
            _lose(number, call, "listed before, not confirmed, and gone from the list", seen)
        one.waiting.clear()
    one.waiting.update(numbers)


def _lose(number: str, call: Call, why: str, seen: _Seen) -> None:
    seen.lost.setdefault(number, f"{call.contractor}, {number}: {why}")
