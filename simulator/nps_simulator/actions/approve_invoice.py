"""The landlord approves an invoice; by profile it is paid in the same moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from nps_scenarios.profile import Profile
from nps_simulator.actions._action import Action, invoice_named
from nps_simulator.domain.ledger import Books, Decision
from nps_simulator.domain.settling import approved


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveInvoice:
    """Which invoice: its number, or a works order that it covers."""

    invoice: str | None = None
    order: str | None = None


def decide(arguments: ApproveInvoice, books: Books, now: datetime, profile: Profile) -> Decision:
    """Approved; paid too where the profile pays at once."""
    invoice = invoice_named(books, arguments.invoice, arguments.order)
    return approved(invoice, books, now, profile)


ACTION: Final = Action(name="approve_invoice", arguments=ApproveInvoice, decide=decide)
