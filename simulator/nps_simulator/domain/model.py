"""The state of a landlord's books: works orders, variations, appointments, invoices.

Frozen values only: a change is a new value. Money is pounds with two decimals, date-times are
zone-less UK local time. What may follow what is in `machines.py`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class OrderState(StrEnum):
    """Where a works order stands; the values are the status codes on the wire."""

    RAISED = "RAI"
    AUTHORISED = "AUT"
    ISSUED = "ISS"
    HELD = "HLD"
    COMPLETED = "COM"
    CLOSED = "CLO"
    CANCELLED = "CAN"


class VariationState(StrEnum):
    """Where a variation stands."""

    PENDING = "PEND"
    APPLIED = "APPL"
    APPROVED = "APPR"
    REJECTED = "REJ"


class AppointmentState(StrEnum):
    """Where an appointment stands."""

    BOOKED = "BKD"
    CONFIRMED = "CNF"
    EN_ROUTE = "ENR"
    ATTENDED = "ATT"
    COMPLETED = "CMP"
    BROKEN = "BRK"
    CANCELLED = "CAN"
    NO_ACCESS = "NAC"


class InvoiceState(StrEnum):
    """Where an invoice stands."""

    RECEIVED = "RCV"
    QUERIED = "QRY"
    APPROVED = "APR"
    PAID = "PAID"
    REJECTED = "REJ"


class Party(StrEnum):
    """Whose doing something is."""

    LANDLORD = "LANDLORD"
    CONTRACTOR = "CONTRACTOR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the current version."""

    line_number: int
    sor_code: str
    description: str
    quantity: Decimal
    unit: str
    unit_rate: Decimal
    tax_code: str
    trade_code: str | None = None
    location: str | None = None
    comments: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedLine:
    """One line change of a variation: `action` is ADD, CHG or REM; `line` is the line as it would
    be (for REM: as it was).
    """

    action: str
    line: Line


@dataclass(frozen=True, slots=True, kw_only=True)
class Variation:
    """A contractor's request to change an order; `comments` are the contractor's,
    `decision_comments` the landlord's.
    """

    variation_number: int
    state: VariationState
    reason_code: str
    base_version: int
    lines: tuple[ProposedLine, ...]
    external_reference: str
    submitted_at: datetime
    comments: str | None = None
    decided_at: datetime | None = None
    new_version: int | None = None
    reject_reason_code: str | None = None
    decision_comments: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A visit."""

    appointment_reference: str
    state: AppointmentState
    appointment_date: date
    slot_code: str
    starts_at: datetime
    ends_at: datetime
    booked_by: Party
    status_at: datetime
    reason_code: str | None = None
    external_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NonAccess:
    """A visit that found no way in."""

    non_access_number: int
    external_reference: str
    visited_at: datetime
    reason_code: str
    carded: bool
    appointment_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note on an order."""

    note_number: int
    noted_at: datetime
    author: str
    type_code: str
    text: str
    external_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """The completion as the contractor reported it, and when it was recorded."""

    external_reference: str
    completed_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where the work is and who lives there; all invented."""

    property_reference: str
    address_line_1: str
    town: str
    postcode: str
    tenant_name: str | None = None
    telephone: str | None = None
    support_needs: str | None = None
    uprn: str | None = None
    address_line_2: str | None = None
    communal: bool = False
    access_am: str | None = None
    access_pm: str | None = None
    access_notes: str | None = None
    key_safe_location: str | None = None
    key_safe_code: str | None = None
    alerts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksOrder:
    """One works order.

    `counter` is raised by everything the contractor must learn, `change_type` says by what last;
    `delivered_counter` and `delivered_version` are what the last delivered details showed;
    `acknowledged` is the counter the contractor has confirmed. The order is listed while
    `acknowledged < counter`. `invoiced` says that an invoice which is not rejected covers it,
    `settled` that this invoice is paid. `beside` are events that a gullible landlord accepted
    without effect.
    """

    works_order_number: str
    contractor: str
    state: OrderState
    version: int
    order_type: str
    priority_code: str
    description: str
    home: Home
    raised_at: datetime
    target_at: datetime
    status_at: datetime
    lines: tuple[Line, ...]
    counter: int = 1
    change_type: str = "NEW"
    delivered_counter: int = 0
    delivered_version: int = 0
    acknowledged: int = 0
    comments: str | None = None
    contractor_reference: str | None = None
    held_from: OrderState | None = None
    authorised_at: datetime | None = None
    issued_at: datetime | None = None
    cancellation_reason_code: str | None = None
    began: bool = False
    in_review: bool = False
    variations: tuple[Variation, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    non_accesses: tuple[NonAccess, ...] = ()
    notes: tuple[Note, ...] = ()
    completion: Completion | None = None
    invoice_numbers: tuple[str, ...] = ()
    invoiced: bool = False
    settled: bool = False
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicedShare:
    """One order's share of an invoice."""

    works_order_number: str
    net: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """An invoice as taken in. `beside` marks one that a gullible landlord numbered without effect.

    `content` is what it said, in one canonical text without the external reference: by it a resend
    is told from another invoice. `answered_state` and `answered_orders` (number and status) are
    the first answer, to be given again.
    """

    invoice_number: str
    contractor: str
    supplier_invoice_reference: str
    external_reference: str
    state: InvoiceState
    invoice_date: date
    received_at: datetime
    shares: tuple[InvoicedShare, ...]
    net: Decimal
    tax: Decimal
    gross: Decimal
    beside: bool = False
    content: str = ""
    answered_state: InvoiceState = InvoiceState.RECEIVED
    answered_orders: tuple[tuple[str, str], ...] = ()
