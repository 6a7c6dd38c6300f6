"""The landlord pays an approved invoice; orders with nothing left open close."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from nps_scenarios.profile import Profile
from nps_simulator.actions._action import Action, invoice_named
from nps_simulator.domain.ledger import Books, Decision
from nps_simulator.domain.settling import paid


@dataclass(frozen=True, slots=True, kw_only=True)
class PayInvoice:
    """Which invoice: its number, or a works order that it covers."""

    invoice: str | None = None
    order: str | None = None


def decide(arguments: PayInvoice, books: Books, now: datetime, profile: Profile) -> Decision:
    """Its orders close where all their parts are closed, and are listed."""
    invoice = invoice_named(books, arguments.invoice, arguments.order)
    return paid(invoice, books, now, profile)


ACTION: Final = Action(name="pay_invoice", arguments=PayInvoice, decide=decide)
