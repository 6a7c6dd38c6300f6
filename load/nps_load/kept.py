"""Judges our simulator's journal: what the landlord kept, beside what the contractors were told.

The journal is read entry by entry, once. A list that was delivered and complete must hold every
order with news that its contractor has not confirmed; every write the generator saw answered must
be in the journal, done once.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from nps_load.invariants import DOUBLED, JOURNAL, KEPT, LOST, TWICE, Finding, finding
from nps_load.record import Record
from nps_simulator.journal.entries import Action, Delivery, Entry, Exchange
from nps_simulator.messages.catalogue import OPERATIONS


@dataclass(slots=True)
class _Kept:
    owners: dict[str, str] = field(default_factory=dict)
    open: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))  # to be listed
    lost: dict[str, str] = field(default_factory=dict)
    doubled: list[str] = field(default_factory=list)
    completed: set[str] = field(default_factory=set)
    invoices: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    done: dict[tuple[str, str, str], int] = field(default_factory=lambda: defaultdict(int))


def judge_journal(entries: Iterable[Entry], record: Record) -> tuple[Finding, ...]:
    """A finding for each invariant."""
    kept = _Kept()
    for entry in entries:
        if isinstance(entry, Action):
            _action(entry, kept)
        elif isinstance(entry, Exchange) and entry.contractor and entry.outcome == "success":
            _exchange(entry, entry.contractor, kept)
    many = [
        f"{number}: {', '.join(sorted(numbers))}"
        for number, numbers in kept.invoices.items()
        if len(numbers) > 1
    ]
    repeated = [
        f"{contractor}, {operation} {reference}: done {count} times"
        for (contractor, operation, reference), count in kept.done.items()
        if count > 1
    ]
    answered = _answered(record)
    forgotten = [
        f"{contractor}, {operation} {reference}: answered and not in the journal"
        for contractor, operation, reference in sorted(answered)
        if (contractor, operation, reference) not in kept.done
    ]
    return (
        finding(LOST, JOURNAL, len(kept.owners), list(kept.lost.values()), "orders"),
        finding(DOUBLED, JOURNAL, len(kept.owners), kept.doubled + repeated, "orders"),
        finding(TWICE, JOURNAL, len(kept.invoices), many, "invoiced orders"),
        finding(KEPT, JOURNAL, len(answered), forgotten, "answered writes"),
    )


def _answered(record: Record) -> set[tuple[str, str, str]]:
    """Every write that a contractor saw answered with success."""
    names = {item.row: name for name, item in OPERATIONS.items()}
    return {
        (call.contractor, names[call.row], call.reference)
        for call in record.calls
        if call.reference and call.success
    }


def _action(entry: Action, kept: _Kept) -> None:
    if entry.name != "raise_order":
        return
    contractor = str(entry.facts.get("contractor", ""))
    for number in entry.orders:
        if number in kept.owners:
            kept.doubled.append(f"{number}: raised twice")
        kept.owners[number] = contractor
        kept.open[contractor].add(number)


def _exchange(entry: Exchange, contractor: str, kept: _Kept) -> None:
    request, reply = entry.request or {}, entry.reply or {}
    reference = str(request.get("external_reference") or "")
    if reference and entry.repeated_of is None:
        kept.done[contractor, str(entry.operation), reference] += 1
    if entry.operation == "RequestWorksOrders" and entry.delivery == Delivery.DELIVERED:
        _list(contractor, reply, kept)
    elif entry.operation == "ConfirmWorksOrderReceipt":
        kept.open[contractor].discard(str(request.get("works_order_number")))
    elif entry.operation == "CompleteWorksOrder" and entry.repeated_of is None:
        number = str(request.get("works_order_number"))
        if number in kept.completed:
            kept.doubled.append(f"{contractor}, {number}: completed twice")
        kept.completed.add(number)
    elif entry.operation == "CreateInvoice":
        for order in request.get("orders", ()):
            kept.invoices[order["works_order_number"]].add(str(reply.get("invoice_number")))


def _list(contractor: str, reply: dict[str, Any], kept: _Kept) -> None:
    listed = [str(order["works_order_number"]) for order in reply.get("works_orders", ())]
    for number in set(listed):
        if listed.count(number) > 1:
            kept.doubled.append(f"{contractor}, {number}: twice in one list")
        owner = kept.owners.get(number)
        if owner not in {None, contractor}:
            kept.doubled.append(f"{contractor}, {number}: it is {owner}'s order")
    if reply.get("more_available"):
        return
    for number in kept.open[contractor].difference(listed):
        kept.lost.setdefault(number, f"{contractor}, {number}: not confirmed and not on its list")
