"""Links every failed visit to the first that failed."""

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "non-access-names-its-visit"
ALSO: dict[str, str] = {}


class Habit(Contractor):
    """Keeps one appointment reference for each order."""

    def build_non_access(self, duty: Duty, known: Known) -> Request:
        """The event of the first failed appointment, when there is one."""
        operation, content = super().build_non_access(duty, known)
        failed = [each for each in known.details.appointments if each.status_code == "NAC"]
        if failed:
            content["AppointmentReference"] = failed[0].appointment_reference
        return operation, content
