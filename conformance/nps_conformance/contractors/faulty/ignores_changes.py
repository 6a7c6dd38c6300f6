"""Passes over listed numbers that it knows already, and only confirms what it has read of them."""

from nps_conformance.contractors.reference.contractor import Contractor

BREAKS = "changed-order-reread"
ALSO: dict[str, str] = {
    "details-receipted": "a change without a new version is not confirmed, read in passing or not",
    "visits-ended": "a visit that the landlord moved or booked anew is not known to it",
}


class Habit(Contractor):
    """Takes the list for a list of new orders."""

    def take_over(self, number: str) -> None:
        """Only what was never seen is news; a change that a report brought to light is received."""
        known = self.known(number)
        if known is None:
            super().take_over(number)
        elif known.details.version != known.confirmed_version:
            self.confirm(number)
