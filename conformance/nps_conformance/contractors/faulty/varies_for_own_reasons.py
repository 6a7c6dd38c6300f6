"""Gives a reason of its own for a variation; after a refusal, one of the list."""

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "variation-reason-published"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Has reasons of its own."""

    def build_vary(self, duty: Duty, known: Known) -> Request:
        """The reason as its own system calls it."""
        operation, request = super().build_vary(duty, known)
        return operation, {**request, **({} if duty.refused else {"ReasonCode": "EXTRAS"})}
