"""AP8: the contractor invoices completed works orders; all of them, or none."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from nps_simulator.apis._api import NOTHING_CHANGED, SUCCESS, answering
from nps_simulator.domain.closing import closed_if_due
from nps_simulator.domain.content import content_objection
from nps_simulator.domain.dates import day_not_before, day_not_in_future
from nps_simulator.domain.events import InvoiceEvent, OrderEvent
from nps_simulator.domain.invoicing import content_of, match_objection, sums_objection
from nps_simulator.domain.ledger import Books, Circumstances, Decision, Guarded
from nps_simulator.domain.machines import INVOICE_STARTS
from nps_simulator.domain.model import (
    Invoice,
    InvoicedShare,
    InvoiceState,
    OrderState,
    WorksOrder,
)
from nps_simulator.domain.refusals import refusing
from nps_simulator.domain.standing import (
    guarded_order,
    invoice_after,
    objection,
    order_of,
    unknown,
)
from nps_simulator.messages.common import ActionStatus
from nps_simulator.messages.create_invoice import CreateInvoice, CreateInvoiceReply, OrderOutcome


def guard(request: CreateInvoice, books: Books, here: Circumstances) -> Guarded | None:
    """Refuses wrong sums, orders that cannot be invoiced, and the same work a second time. The
    same invoice again, under its own reference, is no second one.
    """
    found = _content(request, books, here)
    if found is not None:
        return found
    reference = request.supplier_invoice_reference
    known = books.invoice_by_supplier_reference(here.contractor, reference)
    if known is not None:
        if known.content == content_of(request):
            return None
        return refusing(
            "REFERENCE-REUSED",
            "SupplierInvoiceReference",
            reference=reference,
            invoice=known.invoice_number,
        )
    for invoiced in request.orders:
        order = guarded_order(books, here, invoiced.works_order_number)
        found = objection(order, OrderEvent.INVOICE, here) or match_objection(order, invoiced)
        if found is not None:
            return found
    return None


def _content(request: CreateInvoice, books: Books, here: Circumstances) -> Guarded | None:
    found = content_objection(request) or sums_objection(request)
    found = found or day_not_in_future("InvoiceDate", request.invoice_date, here.now)
    found = found or day_not_in_future("TaxPointDate", request.tax_point_date, here.now)
    for invoiced in request.orders:
        if found is not None:
            return found
        order = order_of(books, here, invoiced.works_order_number)
        found = unknown(invoiced.works_order_number) if order is None else _dated(request, order)
    return found


def _dated(request: CreateInvoice, order: WorksOrder) -> Guarded | None:
    done, what = order.raised_at, f"works order {order.works_order_number} was raised"
    if order.completion is not None:
        done = order.completion.completed_at
        what = f"works order {order.works_order_number} was completed"
    return day_not_before("InvoiceDate", request.invoice_date, done.date(), what)


def accept(request: CreateInvoice, books: Books, here: Circumstances) -> Decision:
    """An invoice with the landlord's number; within the limit it is approved, and by profile paid,
    at once. A resend gets the first answer again.
    """
    content = content_of(request)
    known = books.invoice_by_supplier_reference(here.contractor, request.supplier_invoice_reference)
    if known is not None and known.content == content:
        return Decision(reply=_reply(known, NOTHING_CHANGED))
    number = f"I{books.next_number('invoice'):06d}"
    state = _state_at_once(number, request, here)
    orders = tuple(
        _invoiced(guarded_order(books, here, each.works_order_number), number, state, here)
        for each in request.orders
    )
    invoice = Invoice(
        invoice_number=number,
        contractor=here.contractor,
        supplier_invoice_reference=request.supplier_invoice_reference,
        external_reference=request.external_reference,
        state=state,
        invoice_date=request.invoice_date,
        received_at=here.now,
        shares=tuple(
            InvoicedShare(works_order_number=each.works_order_number, net=each.net, tax=each.tax)
            for each in request.orders
        ),
        net=request.net_total,
        tax=request.tax_total,
        gross=request.gross_total,
        content=content,
        answered_state=state,
        answered_orders=tuple((each.works_order_number, each.state.value) for each in orders),
    )
    return Decision(reply=_reply(invoice, SUCCESS), orders=orders, invoices=(invoice,))


def _state_at_once(number: str, request: CreateInvoice, here: Circumstances) -> InvoiceState:
    most = here.authorisation.maximum_invoice_value
    if most is not None and request.net_total > most:
        return INVOICE_STARTS
    approved = invoice_after(number, INVOICE_STARTS, InvoiceEvent.APPROVE)
    if not here.profile.pays_at_once:
        return approved
    return invoice_after(number, approved, InvoiceEvent.PAY)


def _invoiced(
    order: WorksOrder, number: str, state: InvoiceState, here: Circumstances
) -> WorksOrder:
    now: datetime = here.now
    covered = replace(
        order,
        # A gullible landlord answers about an order in another state as if it were completed.
        state=OrderState.COMPLETED,
        invoice_numbers=(*order.invoice_numbers, number),
        invoiced=True,
        settled=state is InvoiceState.PAID,
    )
    return closed_if_due(covered, now, second_seed=here.profile.second_seed)


def _reply(invoice: Invoice, status: ActionStatus) -> CreateInvoiceReply:
    return CreateInvoiceReply(
        action_status=status,
        invoice_number=invoice.invoice_number,
        supplier_invoice_reference=invoice.supplier_invoice_reference,
        invoice_status=invoice.answered_state.value,
        orders=tuple(
            OrderOutcome(works_order_number=number, works_order_status=state)
            for number, state in invoice.answered_orders
        ),
    )


def _touched(request: CreateInvoice, books: Books) -> tuple[str, ...]:
    del books
    return tuple(each.works_order_number for each in request.orders)


API: Final = answering(CreateInvoice, guard=guard, accept=accept, touched=_touched)
