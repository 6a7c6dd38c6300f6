"""Cancels an order when nobody was in once."""

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known
from nps_conformance.contractors.reference.line import Answer

BREAKS = "no-cancellation-after-one-non-access"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Does not come twice."""

    def after_success(self, duty: Duty, answer: Answer) -> None:
        """After a visit without access, a cancellation."""
        super().after_success(duty, answer)
        if duty.kind == "non_access":
            self.keep("cancel", duty.order, duty.facts)

    def build_cancel(self, duty: Duty, known: Known) -> Request:
        """For want of access."""
        if "carded" in duty.facts:
            return self.cancellation(duty, "NOACC")
        return super().build_cancel(duty, known)
