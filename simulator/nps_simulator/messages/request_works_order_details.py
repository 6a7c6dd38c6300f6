"""AP2: request the latest details of a single works order."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from nps_simulator.messages.common import ActionStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestWorksOrderDetails:
    """Asks for one works order by number."""

    works_order_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PropertyDetails:
    """Where the work is. Addresses in this project are invented."""

    property_reference: str
    uprn: str | None = None
    address_line_1: str
    address_line_2: str | None = None
    town: str
    postcode: str
    communal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDetails:
    """Whom to call."""

    tenant_name: str
    telephone: str | None = None
    support_needs: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessDetails:
    """When and how to get in; a pattern holds seven Y or N, Monday first."""

    access_am: str | None = None
    access_pm: str | None = None
    notes: str | None = None
    key_safe_location: str | None = None
    key_safe_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertDetails:
    """A warning about the property."""

    type_code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDetails:
    """One line of the current version: what is to be done and at what rate (pounds)."""

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
class VariationDetails:
    """One variation the contractor sent, and what became of it."""

    variation_number: int
    external_reference: str
    status: str
    base_version: int
    submitted_at: datetime
    decided_at: datetime | None = None
    new_version: int | None = None
    reject_reason_code: str | None = None
    comments: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentDetails:
    """One appointment, with the latest status."""

    appointment_reference: str
    appointment_date: date
    slot_code: str
    starts_at: datetime
    ends_at: datetime
    status_code: str
    booked_by: str
    reason_code: str | None = None
    external_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NonAccessDetails:
    """One recorded non-access event."""

    non_access_number: int
    external_reference: str
    visited_at: datetime
    reason_code: str
    carded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDetails:
    """One note."""

    note_number: int
    noted_at: datetime
    author: str
    type_code: str
    text: str
    external_reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceDetails:
    """An invoice that covers this order, with the amounts for this order (pounds)."""

    invoice_number: str
    supplier_invoice_reference: str
    status: str
    net: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletionDetails:
    """The completion as reported."""

    external_reference: str
    completed_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WorksOrderDetails:
    """Everything the landlord tells of one works order, as it is now."""

    works_order_number: str
    version: int
    status: str
    status_at: datetime
    order_type: str
    priority_code: str
    raised_at: datetime
    authorised_at: datetime | None = None
    issued_at: datetime | None = None
    target_at: datetime
    description: str
    comments: str | None = None
    estimated_net: Decimal
    estimated_tax: Decimal
    cancellation_reason_code: str | None = None
    contractor_reference: str | None = None
    property: PropertyDetails
    contact: ContactDetails | None = None
    access: AccessDetails | None = None
    alerts: tuple[AlertDetails, ...] = ()
    lines: tuple[LineDetails, ...] = ()
    variations: tuple[VariationDetails, ...] = ()
    appointments: tuple[AppointmentDetails, ...] = ()
    non_accesses: tuple[NonAccessDetails, ...] = ()
    notes: tuple[NoteDetails, ...] = ()
    completion: CompletionDetails | None = None
    invoices: tuple[InvoiceDetails, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestWorksOrderDetailsReply:
    """The order, or a refusal without it."""

    action_status: ActionStatus
    works_order: WorksOrderDetails | None = None
