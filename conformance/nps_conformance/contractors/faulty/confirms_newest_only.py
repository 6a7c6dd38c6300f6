"""Confirms only the newest order of a list, and works on all of them."""

from nps_conformance.contractors.reference.contractor import Contractor

BREAKS = "work-after-receipt"
ALSO: dict[str, str] = {
    "details-receipted": "the receipts it leaves out are the ones that rule waits for"
}


class Habit(Contractor):
    """Takes one receipt for the receipt of the whole list."""

    def poll(self) -> tuple[list[str], bool]:
        """The newest first."""
        numbers, more = super().poll()
        return sorted(numbers, reverse=True), more

    def confirm(self, number: str) -> bool:
        """Only the newest; the others are put down as confirmed."""
        if number == max(self.books.orders):
            return super().confirm(number)
        self.amend(number, confirmed_version=self.books.orders[number].details.version)
        return True
