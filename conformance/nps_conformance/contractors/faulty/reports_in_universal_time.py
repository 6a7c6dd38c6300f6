"""Writes the time of a completion in UTC, an hour off all summer."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "completion-time-as-told"
ALSO: dict[str, str] = {}
UK = ZoneInfo("Europe/London")


class Habit(Contractor):
    """Keeps its times in UTC, and sends them as they are kept."""

    def build_complete(self, duty: Duty, known: Known) -> Request:
        """The time without its zone."""
        operation, request = super().build_complete(duty, known)
        local = datetime.fromisoformat(request["CompletedAt"]).replace(tzinfo=UK)
        kept = local.astimezone(UTC).replace(tzinfo=None)
        return operation, {**request, "CompletedAt": kept.isoformat()}
