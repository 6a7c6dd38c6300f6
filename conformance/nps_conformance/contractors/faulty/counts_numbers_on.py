"""Asks for the number after the highest it knows, listed or not."""

from nps_conformance.contractors.reference.contractor import Contractor

BREAKS = "order-number-as-listed"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Does not wait to be told."""

    def collect(self) -> None:
        """Take in the list, and look whether there is more."""
        super().collect()
        if self.books.orders:
            highest = max(int(number.partition("/")[0]) for number in self.books.orders)
            self.read(f"{highest + 1}/1")
