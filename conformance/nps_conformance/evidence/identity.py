"""Which two calls are about the same event, and whether details show an event as recorded."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

from nps_conformance.evidence.knowledge import FINAL_APPOINTMENT
from nps_conformance.evidence.model import (
    APPOINT,
    APPOINTMENT_STATUS,
    CANCEL,
    COMPLETE,
    INVOICE,
    NON_ACCESS,
    NOTE,
    RECEIPT,
    VARY,
    Call,
)
from nps_simulator.messages.request_works_order_details import WorksOrderDetails

# What makes an event of an order itself, whatever its reference; where nothing is named, an order
# has at most one such event.
_SELF: Final[Mapping[str, Callable[[Any], object]]] = MappingProxyType(
    {
        RECEIPT: lambda request: request.version,
        CANCEL: lambda _: (),
        COMPLETE: lambda _: (),
        VARY: lambda request: request.lines,
        NON_ACCESS: lambda request: request.visited_at,
        INVOICE: lambda _: (),
        APPOINTMENT_STATUS: lambda request: (request.appointment_reference, request.status_code),
        APPOINT: lambda request: (request.appointment_date, request.slot_code),
        NOTE: lambda request: request.text,
    }
)


def next_same(calls: Iterable[Call]) -> Mapping[int, Call]:
    """For each write of an order, by entry, the next one of the same operation that reports the
    same event: under the same reference, or with what makes the event itself. `calls` ascend.
    """
    following: dict[int, Call] = {}
    upcoming: dict[tuple[str, str, object], Call] = {}
    for call in reversed([each for each in calls if each.operation in _SELF]):
        if call.request is None:
            continue
        keys = (
            (call.operation, "reference", call.reference),
            (call.operation, "itself", _SELF[call.operation](call.request)),
        )
        found = [upcoming[key] for key in keys if key in upcoming]
        if found:
            following[call.seq] = min(found, key=lambda each: each.seq)
        upcoming.update(dict.fromkeys(keys, call))
    return following


Mark = tuple[str, object]  # an operation, and what tells its events apart in the details


def marks(details: WorksOrderDetails) -> Iterator[Mark]:
    """What details show as recorded. (Not receipts: only the list shows them.)"""
    if details.status == "CAN":
        yield CANCEL, ()
    if details.status in {"COM", "CLO"} or details.completion is not None:
        yield COMPLETE, ()
    for variation in details.variations:
        yield VARY, variation.external_reference
    for failed in details.non_accesses:
        yield NON_ACCESS, failed.external_reference
    for share in details.invoices:
        yield INVOICE, share.supplier_invoice_reference
    for visit in details.appointments:
        yield APPOINTMENT_STATUS, (visit.appointment_reference, visit.status_code)
        yield APPOINT, visit.external_reference
    for note in details.notes:
        yield NOTE, note.external_reference


def mark(call: Call) -> Mark:
    """What details show once a write was recorded."""
    request = call.request
    if call.operation in {CANCEL, COMPLETE}:
        return call.operation, ()
    if call.operation == INVOICE:
        return INVOICE, request.supplier_invoice_reference
    if call.operation == APPOINTMENT_STATUS:
        return APPOINTMENT_STATUS, (request.appointment_reference, request.status_code)
    return call.operation, call.reference


def undone(call: Call, details: WorksOrderDetails) -> bool:
    """Whether the details show that what a write asked for has come to nothing since, so that
    asking for it once more is another event: it was rejected, or the visit is over.
    """
    found: list[str] = []
    if call.operation == VARY:
        several = details.variations
        found = [each.status for each in several if each.external_reference == call.reference]
    elif call.operation == APPOINT:
        visits = details.appointments
        found = [each.status_code for each in visits if each.external_reference == call.reference]
    elif call.operation == INVOICE:
        wanted = call.request.supplier_invoice_reference
        shares = details.invoices
        found = [each.status for each in shares if each.supplier_invoice_reference == wanted]
    return any(status in FINAL_APPOINTMENT | {"REJ"} for status in found)
