"""What a landlord's decision on an invoice does to it and to the orders it covers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from nps_scenarios.profile import Profile
from nps_simulator.domain.closing import closed_if_due
from nps_simulator.domain.events import InvoiceEvent
from nps_simulator.domain.ledger import Books, Decision
from nps_simulator.domain.model import Invoice, InvoiceState, WorksOrder
from nps_simulator.domain.orders import with_news
from nps_simulator.domain.standing import invoice_after

# The news of an invoice: queried, rejected or settled.
_NEWS = "INV"


def approved(invoice: Invoice, books: Books, now: datetime, profile: Profile) -> Decision:
    """Approved, and paid in the same moment where the profile pays at once. An approval alone is no
    news; a payment is.
    """
    agreed = _after(invoice, InvoiceEvent.APPROVE)
    if profile.pays_at_once:
        return paid(agreed, books, now, profile)
    return _decided(agreed, books, lambda order: replace(order, in_review=False))


def queried(invoice: Invoice, books: Books, now: datetime, profile: Profile) -> Decision:
    """Its orders are in review."""
    del now, profile
    asked = _after(invoice, InvoiceEvent.QUERY)
    return _decided(asked, books, lambda order: with_news(replace(order, in_review=True), _NEWS))


def rejected(invoice: Invoice, books: Books, now: datetime, profile: Profile) -> Decision:
    """Its orders may be invoiced again."""
    del now, profile

    def freed(order: WorksOrder) -> WorksOrder:
        return with_news(replace(order, invoiced=False, in_review=False), _NEWS)

    return _decided(_after(invoice, InvoiceEvent.REJECT), books, freed)


def paid(invoice: Invoice, books: Books, now: datetime, profile: Profile) -> Decision:
    """Its orders are settled, and close where nothing else is open."""

    def settled(order: WorksOrder) -> WorksOrder:
        done = replace(order, settled=True, in_review=False)
        return with_news(closed_if_due(done, now, second_seed=profile.second_seed), _NEWS)

    return _decided(_after(invoice, InvoiceEvent.PAY), books, settled)


def _after(invoice: Invoice, event: InvoiceEvent) -> Invoice:
    state: InvoiceState = invoice_after(invoice.invoice_number, invoice.state, event)
    return replace(invoice, state=state)


def _decided(
    invoice: Invoice, books: Books, change: Callable[[WorksOrder], WorksOrder]
) -> Decision:
    found = (books.order(share.works_order_number) for share in invoice.shares)
    orders = tuple(change(order) for order in found if order is not None)
    facts = {
        "invoice_number": invoice.invoice_number,
        "supplier_invoice_reference": invoice.supplier_invoice_reference,
        "status": invoice.state.value,
        "orders": {order.works_order_number: order.state.value for order in orders},
    }
    return Decision(orders=orders, invoices=(invoice,), facts=facts)
