"""The landlord rejects an invoice: its work may be invoiced again, under a new reference."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from nps_scenarios.profile import Profile
from nps_simulator.actions._action import Action, invoice_named
from nps_simulator.domain.ledger import Books, Decision
from nps_simulator.domain.settling import rejected


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectInvoice:
    """Which invoice: its number, or a works order that it covers."""

    invoice: str | None = None
    order: str | None = None


def decide(arguments: RejectInvoice, books: Books, now: datetime, profile: Profile) -> Decision:
    """Its orders may be invoiced again, and are listed."""
    invoice = invoice_named(books, arguments.invoice, arguments.order)
    return rejected(invoice, books, now, profile)


ACTION: Final = Action(name="reject_invoice", arguments=RejectInvoice, decide=decide)
