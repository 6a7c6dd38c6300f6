"""AP8: create an invoice for one or more completed works orders."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from nps_simulator.messages.common import ActionStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLine:
    """One invoiced line (pounds, two decimals)."""

    line_number: int
    quantity: Decimal
    unit_rate: Decimal
    net: Decimal
    tax_code: str
    tax: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicedOrder:
    """One order on the invoice, with its lines and sums."""

    works_order_number: str
    lines: tuple[InvoiceLine, ...]
    net: Decimal
    tax: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateInvoice:
    """One invoice; its supplier reference is unique per contractor."""

    supplier_invoice_reference: str
    invoice_date: date
    tax_point_date: date | None = None
    reverse_charge: bool
    orders: tuple[InvoicedOrder, ...]
    net_total: Decimal
    tax_total: Decimal
    gross_total: Decimal
    comments: str | None = None
    external_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderOutcome:
    """What became of one order of the invoice."""

    works_order_number: str
    works_order_status: str | None = None
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateInvoiceReply:
    """The landlord's number of the invoice and its status; all or nothing."""

    action_status: ActionStatus
    invoice_number: str | None = None
    supplier_invoice_reference: str | None = None
    invoice_status: str | None = None
    orders: tuple[OrderOutcome, ...] = ()
