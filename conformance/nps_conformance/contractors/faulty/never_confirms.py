"""Reads the details and never confirms their receipt."""

from nps_conformance.contractors.reference.contractor import Contractor

BREAKS = "details-receipted"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Thinks that reading is receiving."""

    def confirm(self, _number: str) -> bool:
        """Tell nobody."""
        return True
