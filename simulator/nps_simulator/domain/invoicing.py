"""Whether an invoice is right: its sums by themselves, its lines beside the works orders."""

from collections.abc import Iterable
from dataclasses import astuple, replace
from decimal import Decimal
from hashlib import sha256
from typing import Final

from nps_simulator.domain.ledger import Guarded
from nps_simulator.domain.model import WorksOrder
from nps_simulator.domain.money import NOUGHT, line_net, tax_on
from nps_simulator.domain.refusals import refusing
from nps_simulator.domain.scope import lines_objection, not_positive, repeated
from nps_simulator.messages.create_invoice import CreateInvoice, InvoicedOrder, InvoiceLine

_REVERSE: Final = "RC"


def content_of(request: CreateInvoice) -> str:
    """What the invoice says, as one short text: equal for equal contents, whatever the external
    reference and however many noughts an amount ends with.
    """
    plain = _plain(astuple(replace(request, external_reference="")))
    return sha256(plain.encode()).hexdigest()


def _plain(value: object) -> str:
    if isinstance(value, tuple):
        return f"({','.join(_plain(each) for each in value)})"
    return f"{value:.2f}" if isinstance(value, Decimal) else repr(value)


def sums_objection(request: CreateInvoice) -> Guarded | None:
    """The first sum, line or flag of the invoice that contradicts the others."""
    if not request.orders:
        return refusing("LINES-MISSING", "Orders", what="The invoice")
    seen: set[str] = set()
    for order in request.orders:
        if order.works_order_number in seen:
            return refusing("ORDER-REPEATED", "Orders", number=order.works_order_number)
        seen.add(order.works_order_number)
        found = _order_sums(order)
        if found is not None:
            return found
    return _totals(request) or _reverse_charge(request)


def _order_sums(order: InvoicedOrder) -> Guarded | None:
    number = order.works_order_number
    if not order.lines:
        return refusing("LINES-MISSING", "Lines", what=f"Works order {number}")
    found = repeated((line.line_number for line in order.lines), f"works order {number}")
    for line in order.lines:
        found = found or not_positive(line.line_number, line.quantity) or _line_sums(number, line)
    if found is not None:
        return found
    net, tax = _sum(line.net for line in order.lines), _sum(line.tax for line in order.lines)
    for name, value, expected in (("Net", order.net, net), ("Tax", order.tax, tax)):
        if value != expected:
            return refusing("ORDER-SUM-WRONG", name, number=number, value=value, expected=expected)
    return None


def _line_sums(number: str, line: InvoiceLine) -> Guarded | None:
    net = line_net(line.quantity, line.unit_rate)
    if line.net != net:
        return refusing(
            "LINE-NET-WRONG",
            "Net",
            line=line.line_number,
            number=number,
            value=line.net,
            expected=net,
        )
    tax = tax_on(net, line.tax_code)
    if line.tax != tax:
        return refusing(
            "LINE-TAX-WRONG",
            "Tax",
            line=line.line_number,
            number=number,
            value=line.tax,
            tax_code=line.tax_code,
            expected=tax,
        )
    return None


def _totals(request: CreateInvoice) -> Guarded | None:
    net = _sum(order.net for order in request.orders)
    tax = _sum(order.tax for order in request.orders)
    totals = (
        ("NetTotal", request.net_total, net),
        ("TaxTotal", request.tax_total, tax),
        ("GrossTotal", request.gross_total, net + tax),
    )
    for name, value, expected in totals:
        if value != expected:
            return refusing("TOTAL-WRONG", name, value=value, expected=expected)
    return None


def _reverse_charge(request: CreateInvoice) -> Guarded | None:
    count = sum(line.tax_code == _REVERSE for order in request.orders for line in order.lines)
    if request.reverse_charge == (count > 0):
        return None
    value = "Y" if request.reverse_charge else "N"
    return refusing("REVERSE-CHARGE-WRONG", "ReverseCharge", value=value, count=count)


def match_objection(order: WorksOrder, invoiced: InvoicedOrder) -> Guarded | None:
    """The first line of the invoice that is not as on the order's current version."""
    found = lines_objection(
        order,
        {line.line_number: line.quantity for line in invoiced.lines},
        otherwise="INVOICE-LINES",
        rejected="INVOICE-REJECTED",
    )
    if found is not None:
        return found
    ordered = {line.line_number: line for line in order.lines}
    for line in invoiced.lines:
        known = ordered[line.line_number]
        values = (
            ("INVOICE-RATE", "UnitRate", line.unit_rate, known.unit_rate),
            ("INVOICE-TAX-CODE", "TaxCode", line.tax_code, known.tax_code),
        )
        for code, field, value, expected in values:
            if value != expected:
                return refusing(
                    code,
                    field,
                    line=line.line_number,
                    number=order.works_order_number,
                    value=value,
                    expected=expected,
                )
    return None


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, NOUGHT)
