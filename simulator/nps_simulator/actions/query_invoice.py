"""The landlord queries an invoice: its orders are in review until it is decided."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from nps_scenarios.profile import Profile
from nps_simulator.actions._action import Action, invoice_named
from nps_simulator.domain.ledger import Books, Decision
from nps_simulator.domain.settling import queried


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryInvoice:
    """Which invoice: its number, or a works order that it covers."""

    invoice: str | None = None
    order: str | None = None


def decide(arguments: QueryInvoice, books: Books, now: datetime, profile: Profile) -> Decision:
    """Its orders are in review, and listed."""
    invoice = invoice_named(books, arguments.invoice, arguments.order)
    return queried(invoice, books, now, profile)


ACTION: Final = Action(name="query_invoice", arguments=QueryInvoice, decide=decide)
