"""What a virtual contractor charges: the lines as ordered, with right sums."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from nps_simulator.domain.money import NOUGHT, line_net, tax_on
from nps_simulator.messages.complete_works_order import CompletedLine
from nps_simulator.messages.create_invoice import CreateInvoice, InvoicedOrder, InvoiceLine
from nps_simulator.messages.request_works_order_details import LineDetails, WorksOrderDetails

_REVERSE_CHARGE: Final = "RC"


def completed(order: WorksOrderDetails) -> tuple[CompletedLine, ...]:
    """All lines of the current version, as done."""
    return tuple(
        CompletedLine(line_number=line.line_number, quantity=line.quantity) for line in order.lines
    )


def invoice_for(
    orders: Sequence[WorksOrderDetails], *, reference: str, today: date
) -> CreateInvoice:
    """One invoice for orders that share a tax treatment; `reference` serves as both references."""
    shares = tuple(_share(order) for order in orders)
    net = _sum(share.net for share in shares)
    tax = _sum(share.tax for share in shares)
    return CreateInvoice(
        supplier_invoice_reference=reference,
        invoice_date=today,
        reverse_charge=any(
            line.tax_code == _REVERSE_CHARGE for order in orders for line in order.lines
        ),
        orders=shares,
        net_total=net,
        tax_total=tax,
        gross_total=net + tax,
        external_reference=reference,
    )


def _share(order: WorksOrderDetails) -> InvoicedOrder:
    lines = tuple(_line(line) for line in order.lines)
    return InvoicedOrder(
        works_order_number=order.works_order_number,
        lines=lines,
        net=_sum(line.net for line in lines),
        tax=_sum(line.tax for line in lines),
    )


def _line(line: LineDetails) -> InvoiceLine:
    net = line_net(line.quantity, line.unit_rate)
    return InvoiceLine(
        line_number=line.line_number,
        quantity=line.quantity,
        unit_rate=line.unit_rate,
        net=net,
        tax_code=line.tax_code,
        tax=tax_on(net, line.tax_code),
    )


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, NOUGHT)
