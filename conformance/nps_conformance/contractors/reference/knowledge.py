"""What the contractor keeps: orders as last read, and the duties that follow from facts.

Everything here goes to the contractor's own file as JSON. The details of an order have the XML
names of the contract, so that what was read is what is kept; what is not used is not listed.
"""

from collections.abc import MutableMapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec

OPEN_APPOINTMENT = frozenset({"BKD", "CNF", "ENR", "ATT"})
FAILED_APPOINTMENT = frozenset({"BRK", "CAN", "NAC"})
OVER = frozenset({"CAN", "CLO"})
DEAD_INVOICE = frozenset({"REJ"})


class Part(msgspec.Struct, rename="pascal", kw_only=True, frozen=True):
    """A part of a message, by the XML names of the contract."""


class Line(Part, kw_only=True, frozen=True):
    """One line of the current version: quantities have two decimals, rates are pounds."""

    line_number: int
    quantity: Decimal
    unit_rate: Decimal
    tax_code: str


class Variation(Part, kw_only=True, frozen=True):
    """A variation this contractor sent, and what became of it."""

    variation_number: int
    external_reference: str
    status: str


class Appointment(Part, kw_only=True, frozen=True):
    """A visit."""

    appointment_reference: str
    appointment_date: date
    starts_at: datetime
    status_code: str


class InvoiceShare(Part, kw_only=True, frozen=True):
    """An invoice that covers the order, as the landlord shows it."""

    invoice_number: str
    supplier_invoice_reference: str
    status: str


class Details(Part, kw_only=True, frozen=True):
    """One order as the landlord last told it; a later reading replaces an earlier one whole."""

    works_order_number: str
    version: int
    status: str
    lines: tuple[Line, ...] = ()
    variations: tuple[Variation, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    invoices: tuple[InvoiceShare, ...] = ()


class Known(msgspec.Struct, kw_only=True, frozen=True):
    """One order in the contractor's books, as it is now: for a change another is put in its place.

    `confirmed_version` is 0 until the first receipt was confirmed. `settled` is set when no
    further duty is told (cancelled or sent back), `began` once anything but a booking was told,
    `stale` when the details have to be asked for again.
    """

    details: Details
    confirmed_version: int = 0
    finished_lines: tuple[int, ...] = ()
    settled: bool = False
    began: bool = False
    stale: bool = False

    @property
    def pending(self) -> bool:
        """Whether a variation waits for the landlord, as far as we know."""
        return any(variation.status == "PEND" for variation in self.details.variations)

    @property
    def invoiced(self) -> bool:
        """Whether the landlord shows an invoice for it that was not rejected."""
        return any(invoice.status not in DEAD_INVOICE for invoice in self.details.invoices)

    def open_appointments(self) -> list[Appointment]:
        """The visits that still stand."""
        return [a for a in self.details.appointments if a.status_code in OPEN_APPOINTMENT]

    def appointment_on(self, day: date) -> Appointment | None:
        """The standing visit of that day."""
        return next((a for a in self.open_appointments() if a.appointment_date == day), None)

    def failed_appointment(self) -> Appointment | None:
        """The last visit that failed, when none stands or was kept after it."""
        last = self.details.appointments[-1] if self.details.appointments else None
        return last if last is not None and last.status_code in FAILED_APPOINTMENT else None


class Decision(StrEnum):
    """What to do about a duty now."""

    GO = "go"
    WAIT = "wait"  # ask again next turn
    DROP = "drop"  # it is out of place, and will stay so


class Duty(msgspec.Struct, kw_only=True):
    """Something to tell the landlord, until there is a definite answer.

    `request` is what was sent: kept as it is for every resend, together with its reference.
    """

    number: int
    kind: str
    order: str = ""
    facts: dict[str, Any] = {}
    operation: str = ""
    request: dict[str, Any] | None = None
    refused: int = 0


class OwnInvoice(msgspec.Struct, kw_only=True, frozen=True):
    """An invoice of ours, by our own reference: `sent`, `accepted` or `refused`."""

    supplier_invoice_reference: str
    orders: tuple[str, ...]
    standing: str = "sent"


class Books(msgspec.Struct, kw_only=True):
    """Everything the contractor remembers."""

    counted: dict[str, int] = {}
    handled: int = 0  # the highest instruction taken in; they come in order
    orders: MutableMapping[str, Known] = {}
    duties: list[Duty] = []
    invoices: MutableMapping[str, OwnInvoice] = {}
    messages: list[str] = []  # what the landlord said beside a success or with a refusal
