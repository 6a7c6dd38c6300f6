"""Invoices every completed order in every invoice run."""

from nps_conformance.contractors.reference.contractor import Contractor

BREAKS = "work-invoiced-once"
ALSO: dict[str, str] = {"money-adds-up": "what is invoiced twice is too much in the sum"}


class Habit(Contractor):
    """Keeps no note of what was invoiced."""

    def may_invoice(self, number: str) -> bool:
        """Whatever is completed."""
        known = self.books.orders[number]
        done = known.details.status in {"COM", "CLO"}
        return done and known.confirmed_version == known.details.version
