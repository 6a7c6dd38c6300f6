"""Reports the journey when the operative has arrived."""

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor, Fact
from nps_conformance.contractors.reference.knowledge import Decision, Duty, Known

BREAKS = "visit-steps-in-order"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """The vehicle tracker reports later than the operative."""

    def duties_for(self, fact: Fact) -> tuple[str, ...]:
        """The journey comes last."""
        duties = super().duties_for(fact)
        return (*duties, "set_off") if fact.kind == "operative_arrived" else duties

    def decide_set_off(self, duty: Duty, known: Known) -> Decision:
        """For a visit that stands."""
        return Decision.DROP if self.visit(duty, known) is None else Decision.GO

    def build_set_off(self, duty: Duty, known: Known) -> Request:
        """The operative is on the way."""
        return self.appointment_status(duty, known, "ENR")
