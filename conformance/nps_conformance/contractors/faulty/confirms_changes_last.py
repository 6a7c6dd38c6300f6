"""Confirms a changed order at the end of the turn, when it has worked by the change already."""

from nps_conformance.contractors.reference.contractor import Contractor, Fact
from nps_conformance.contractors.reference.knowledge import Decision, Duty

BREAKS = "changed-version-receipted-first"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Sends its receipts in the evening; only a new order's at once."""

    def turn(self, fact: Fact) -> None:
        """Work by what was read, then confirm it."""
        self.unconfirmed: list[str] = []
        super().turn(fact)
        for number in dict.fromkeys(self.unconfirmed):
            super().confirm(number)

    def confirm(self, number: str) -> bool:
        """Later, unless the order is new."""
        if self.books.orders[number].confirmed_version == 0:
            return super().confirm(number)
        self.unconfirmed.append(number)
        return True

    def decide(self, duty: Duty) -> Decision:
        """As if every change that was read were confirmed."""
        known = self.known(duty.order)
        if known is not None and known.confirmed_version:
            self.amend(duty.order, confirmed_version=known.details.version)
        return super().decide(duty)
