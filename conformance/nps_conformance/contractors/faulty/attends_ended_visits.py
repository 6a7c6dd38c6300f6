"""Reports an arrival for a visit that has ended."""

from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Appointment, Duty, Known

BREAKS = "appointment-final-status-kept"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Finds the visit by its day alone."""

    def visit(self, duty: Duty, known: Known) -> Appointment | None:
        """The standing visit, or any other of that day."""
        day = duty.facts["at"][:10]
        that_day = [
            each for each in known.details.appointments if each.appointment_date.isoformat() == day
        ]
        standing = super().visit(duty, known)
        return standing or (that_day[0] if that_day and duty.kind == "arrive" else None)
