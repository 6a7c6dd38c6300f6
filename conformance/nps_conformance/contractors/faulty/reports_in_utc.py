"""Sends the times of visits in UTC, without saying so."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known

BREAKS = "visit-times-as-told"
ALSO: dict[str, str] = {}
HERE, UTC = ZoneInfo("Europe/London"), ZoneInfo("UTC")


class Habit(Contractor):
    """Stores times in UTC, and forgets the way back."""

    def appointment_status(self, duty: Duty, known: Known, *rest: Any, **more: Any) -> Request:  # noqa: ANN401 - handed on as they came
        """The status, an hour early in summer."""
        operation, content = super().appointment_status(duty, known, *rest, **more)
        local = datetime.fromisoformat(content["StatusAt"]).replace(tzinfo=HERE)
        in_utc = local.astimezone(UTC).replace(tzinfo=None)
        return operation, {**content, "StatusAt": in_utc.isoformat()}
