"""Passes over listed numbers that it knows already."""

from nps_conformance.contractors.reference.contractor import Contractor

BREAKS = "changed-order-reread"
ALSO: dict[str, str] = {
    "details-receipted": "changes that it reads in passing, after a report, are not confirmed",
    "finished-work-reported": "the approval that its completion waits for is never read",
}


class Habit(Contractor):
    """Takes the list for a list of new orders."""

    def take_over(self, number: str) -> None:
        """Only what was never seen is news."""
        if self.known(number) is None:
            super().take_over(number)
