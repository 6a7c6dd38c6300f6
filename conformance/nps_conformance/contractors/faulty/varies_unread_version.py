"""Varies the version after the one it has read."""

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "variation-on-current-version"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Names the version that it wishes for."""

    def build_vary(self, duty: Duty, known: Known) -> Request:
        """The next version as the base."""
        operation, request = super().build_vary(duty, known)
        return operation, {**request, "BaseVersion": known.details.version + 1}
