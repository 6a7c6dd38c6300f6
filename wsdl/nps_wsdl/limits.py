"""The machine-readable limits of every field: length, pattern, decimals, range, code list.

They are business rules on purpose: the schema leaves them open, so that a client which breaks one
gets a refusal that says exactly what was wrong, not a schema fault. A test holds them against the
WSDL's documentation. Lengths follow vendor-style evidence where there is any, and are assumed
elsewhere.

`LIMITS` is keyed by the name of the message class (a request, a reply, or a part of one) and the
name of its field: `LIMITS["CreateInvoice"]["supplier_invoice_reference"]`. A field without a limit
(flags, enumerations, dates, nested parts) is missing there. To add a limit, add it here and write
the same words into the WSDL's documentation of the field.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from nps_wsdl import codes


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """What a value of one field may be; a member that is None says nothing.

    Lengths count characters, not bytes. `pattern` is meant for `re.fullmatch`. `decimals` is the
    largest number of digits after the point as sent. `codes` maps each code to its meaning.
    """

    min_length: int | None = None
    max_length: int | None = None
    pattern: str | None = None
    decimals: int | None = None
    codes: Mapping[str, str] | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None


def _text(longest: int) -> Limit:
    return Limit(max_length=longest)


def _list(published: Mapping[str, str]) -> Limit:
    return Limit(codes=published)


def _count(largest: int) -> Limit:
    return Limit(minimum=Decimal(1), maximum=Decimal(largest))


def _amount(largest: str) -> Limit:
    return Limit(decimals=2, minimum=Decimal(0), maximum=Decimal(largest))


# Request number and sequence, as one string.
NUMBER: Final = Limit(max_length=12, pattern=r"^[0-9]{1,8}/[0-9]{1,3}$")
# Not empty, printable ASCII, no blank at either end: safe as a key on either side.
_PRINTABLE: Final = r"^[!-~]([ -~]*[!-~])?$"
REFERENCE: Final = Limit(max_length=20, pattern=_PRINTABLE)
ACCESS_PATTERN: Final = Limit(max_length=7, pattern=r"^[YN]{7}$")
VERSION: Final = _count(999)
LINE_NUMBER: Final = _count(9999)
SEQUENCE: Final = _count(999)
QUANTITY: Final = _amount("9999.99")
LINE_MONEY: Final = _amount("999999.99")
SUM_MONEY: Final = _amount("99999999.99")
COMMENTS: Final = _text(240)
LONG_TEXT: Final = _text(2000)
PERSON: Final = _text(80)
TELEPHONE: Final = _text(20)
LOCATION: Final = _text(40)
SOR_CODE: Final = Limit(max_length=10, pattern=_PRINTABLE)

_REQUESTS: Final[dict[str, dict[str, Limit]]] = {
    "RequestWorksOrders": {"maximum_orders": _count(500)},
    "RequestWorksOrderDetails": {"works_order_number": NUMBER},
    "ConfirmWorksOrderReceipt": {
        "works_order_number": NUMBER,
        "version": VERSION,
        "contractor_reference": REFERENCE,
        "external_reference": REFERENCE,
    },
    "CancelWorksOrder": {
        "works_order_number": NUMBER,
        "reason_code": _list(codes.CANCELLATION_REASONS),
        "comments": COMMENTS,
        "external_reference": REFERENCE,
    },
    "CompletedLine": {"line_number": LINE_NUMBER, "quantity": QUANTITY},
    "CompleteWorksOrder": {
        "works_order_number": NUMBER,
        "operative_name": PERSON,
        "comments": LONG_TEXT,
        "external_reference": REFERENCE,
    },
    "VariationLine": {
        "line_number": LINE_NUMBER,
        "sor_code": SOR_CODE,
        "description": LONG_TEXT,
        "quantity": QUANTITY,
        "unit": _list(codes.UNITS),
        "unit_rate": LINE_MONEY,
        "trade_code": _list(codes.TRADES),
        "location": LOCATION,
        "comments": COMMENTS,
    },
    "VaryWorksOrder": {
        "works_order_number": NUMBER,
        "base_version": VERSION,
        "reason_code": _list(codes.VARIATION_REASONS),
        "comments": COMMENTS,
        "external_reference": REFERENCE,
    },
    "RecordNonAccess": {
        "works_order_number": NUMBER,
        "reason_code": _list(codes.NON_ACCESS_REASONS),
        "appointment_reference": REFERENCE,
        "operative_name": PERSON,
        "comments": COMMENTS,
        "external_reference": REFERENCE,
    },
    "InvoiceLine": {
        "line_number": LINE_NUMBER,
        "quantity": QUANTITY,
        "unit_rate": LINE_MONEY,
        "net": SUM_MONEY,
        "tax_code": _list(codes.TAX_CODES),
        "tax": SUM_MONEY,
    },
    "InvoicedOrder": {"works_order_number": NUMBER, "net": SUM_MONEY, "tax": SUM_MONEY},
    "CreateInvoice": {
        "supplier_invoice_reference": REFERENCE,
        "net_total": SUM_MONEY,
        "tax_total": SUM_MONEY,
        "gross_total": SUM_MONEY,
        "comments": COMMENTS,
        "external_reference": REFERENCE,
    },
    "UpdateAppointmentStatus": {
        "appointment_reference": REFERENCE,
        "status_code": _list(codes.APPOINTMENT_STATUSES),
        "reason_code": _list(codes.APPOINTMENT_REASONS),
        "comments": COMMENTS,
        "external_reference": REFERENCE,
    },
    "CreateAppointment": {
        "works_order_number": NUMBER,
        "slot_code": _list(codes.SLOTS),
        "replaces_appointment_reference": REFERENCE,
        "booked_with": PERSON,
        "contact_telephone": TELEPHONE,
        "comments": COMMENTS,
        "external_reference": REFERENCE,
    },
    "AddWorksOrderNote": {
        "works_order_number": NUMBER,
        "text": Limit(min_length=1, max_length=2000),
        "type_code": _list(codes.NOTE_TYPES),
        "author": PERSON,
        "external_reference": REFERENCE,
    },
}

_ORDER_AFTER: Final[dict[str, Limit]] = {
    "works_order_number": NUMBER,
    "works_order_status": _list(codes.WORKS_ORDER_STATUSES),
}

_REPLIES: Final[dict[str, dict[str, Limit]]] = {
    "Message": {"code": _text(40), "text": LONG_TEXT, "field": _text(80)},
    "ListedWorksOrder": {
        "works_order_number": NUMBER,
        "version": VERSION,
        "change_type": _list(codes.CHANGE_TYPES),
    },
    "PropertyDetails": {
        "property_reference": _text(25),
        "uprn": Limit(max_length=12, pattern=r"^[0-9]{1,12}$"),
        "address_line_1": _text(80),
        "address_line_2": _text(80),
        "town": _text(40),
        "postcode": _text(8),
    },
    "ContactDetails": {"tenant_name": PERSON, "telephone": TELEPHONE, "support_needs": COMMENTS},
    "AccessDetails": {
        "access_am": ACCESS_PATTERN,
        "access_pm": ACCESS_PATTERN,
        "notes": _text(40),
        "key_safe_location": _text(40),
        "key_safe_code": _text(10),
    },
    "AlertDetails": {"type_code": _list(codes.ALERT_TYPES), "text": COMMENTS},
    "LineDetails": {
        "line_number": LINE_NUMBER,
        "sor_code": SOR_CODE,
        "description": LONG_TEXT,
        "quantity": QUANTITY,
        "unit": _list(codes.UNITS),
        "unit_rate": LINE_MONEY,
        "tax_code": _list(codes.TAX_CODES),
        "trade_code": _list(codes.TRADES),
        "location": LOCATION,
        "comments": COMMENTS,
    },
    "VariationDetails": {
        "variation_number": SEQUENCE,
        "external_reference": REFERENCE,
        "status": _list(codes.VARIATION_STATUSES),
        "base_version": VERSION,
        "new_version": VERSION,
        "reject_reason_code": _list(codes.VARIATION_REJECTIONS),
        "comments": COMMENTS,
    },
    "AppointmentDetails": {
        "appointment_reference": REFERENCE,
        "slot_code": _list(codes.SLOTS),
        "status_code": _list(codes.APPOINTMENT_STATUSES),
        "booked_by": _list(codes.BOOKERS),
        "reason_code": _list(codes.APPOINTMENT_REASONS),
        "external_reference": REFERENCE,
    },
    "NonAccessDetails": {
        "non_access_number": SEQUENCE,
        "external_reference": REFERENCE,
        "reason_code": _list(codes.NON_ACCESS_REASONS),
    },
    "NoteDetails": {
        "note_number": SEQUENCE,
        "author": PERSON,
        "type_code": _list(codes.NOTE_TYPES),
        "text": LONG_TEXT,
        "external_reference": REFERENCE,
    },
    "InvoiceDetails": {
        "invoice_number": REFERENCE,
        "supplier_invoice_reference": REFERENCE,
        "status": _list(codes.INVOICE_STATUSES),
        "net": SUM_MONEY,
        "tax": SUM_MONEY,
    },
    "CompletionDetails": {"external_reference": REFERENCE},
    "WorksOrderDetails": {
        "works_order_number": NUMBER,
        "version": VERSION,
        "status": _list(codes.WORKS_ORDER_STATUSES),
        "order_type": _list(codes.ORDER_TYPES),
        "priority_code": _list(codes.PRIORITIES),
        "description": COMMENTS,
        "comments": LONG_TEXT,
        "estimated_net": SUM_MONEY,
        "estimated_tax": SUM_MONEY,
        "cancellation_reason_code": _list(codes.CANCELLATION_REASONS),
        "contractor_reference": REFERENCE,
    },
    "ConfirmWorksOrderReceiptReply": {**_ORDER_AFTER, "version": VERSION},
    "CancelWorksOrderReply": _ORDER_AFTER,
    "CompleteWorksOrderReply": _ORDER_AFTER,
    "VaryWorksOrderReply": {
        "works_order_number": NUMBER,
        "variation_number": SEQUENCE,
        "outcome": _list(codes.VARIATION_OUTCOMES),
        "new_version": VERSION,
        "reject_reason_code": _list(codes.VARIATION_REJECTIONS),
        "estimated_net": SUM_MONEY,
    },
    "RecordNonAccessReply": {
        "works_order_number": NUMBER,
        "non_access_number": SEQUENCE,
        "appointment_reference": REFERENCE,
        "appointment_status": _list(codes.APPOINTMENT_STATUSES),
        "required_action": _list(codes.REQUIRED_ACTIONS),
    },
    "OrderOutcome": {**_ORDER_AFTER, "message": LONG_TEXT},
    "CreateInvoiceReply": {
        "invoice_number": REFERENCE,
        "supplier_invoice_reference": REFERENCE,
        "invoice_status": _list(codes.INVOICE_STATUSES),
    },
    "UpdateAppointmentStatusReply": {
        "appointment_reference": REFERENCE,
        "works_order_number": NUMBER,
        "previous_status": _list(codes.APPOINTMENT_STATUSES),
        "appointment_status": _list(codes.APPOINTMENT_STATUSES),
    },
    "CreateAppointmentReply": {
        "works_order_number": NUMBER,
        "appointment_reference": REFERENCE,
        "appointment_status": _list(codes.APPOINTMENT_STATUSES),
    },
    "AddWorksOrderNoteReply": {"works_order_number": NUMBER, "note_number": SEQUENCE},
}

LIMITS: Final[Mapping[str, Mapping[str, Limit]]] = MappingProxyType(
    {name: MappingProxyType(fields) for name, fields in sorted((_REQUESTS | _REPLIES).items())}
)
