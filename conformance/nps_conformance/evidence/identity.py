"""Which two calls are about the same event, and whether details show an event as recorded."""

from collections.abc import Callable, Iterable, Mapping
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


def _under_reference(parts: str) -> Callable[[Call, WorksOrderDetails], bool]:
    """Whether a list in the details holds the call's own external reference."""
    return lambda call, details: any(
        each.external_reference == call.reference for each in getattr(details, parts)
    )


def _completed(_call: Call, details: WorksOrderDetails) -> bool:
    return details.status in {"COM", "CLO"} or details.completion is not None


def _invoiced(call: Call, details: WorksOrderDetails) -> bool:
    wanted = call.request.supplier_invoice_reference
    return any(each.supplier_invoice_reference == wanted for each in details.invoices)


def _status_set(call: Call, details: WorksOrderDetails) -> bool:
    wanted = (call.request.appointment_reference, call.request.status_code)
    return any(
        (each.appointment_reference, each.status_code) == wanted for each in details.appointments
    )


# A receipt is not shown in the details; only the list shows it.
_SHOWN: Final[Mapping[str, Callable[[Call, WorksOrderDetails], bool]]] = MappingProxyType(
    {
        RECEIPT: lambda _call, _details: False,
        CANCEL: lambda _call, details: details.status == "CAN",
        COMPLETE: _completed,
        VARY: _under_reference("variations"),
        NON_ACCESS: _under_reference("non_accesses"),
        INVOICE: _invoiced,
        APPOINTMENT_STATUS: _status_set,
        APPOINT: _under_reference("appointments"),
        NOTE: _under_reference("notes"),
    }
)


def recorded(call: Call, details: WorksOrderDetails) -> bool:
    """Whether the details of its order show that a write was recorded."""
    return _SHOWN[call.operation](call, details)


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
