"""Writes the alerts of the property under every note."""

from nps_conformance.contractors.reference.building import Request
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.knowledge import Duty, Known
from nps_conformance.contractors.reference.line import Answer

BREAKS = "alerts-not-copied"
ALSO: dict[str, str] = {}
ROOM = 2000


class Habit(Contractor):
    """Wants everybody to be careful."""

    alerts: dict[str, str]

    def hear(self, answer: Answer) -> None:
        """Keep the alerts too."""
        super().hear(answer)
        order = answer.content.get("WorksOrder", {})
        told = " ".join(alert["Text"] for alert in order.get("Alerts", ()))
        self.alerts = {**getattr(self, "alerts", {}), order.get("WorksOrderNumber", ""): told}

    def build_note(self, duty: Duty, known: Known) -> Request:
        """The note, and a warning, where there is room."""
        operation, content = super().build_note(duty, known)
        warned = f"{content['Text']} Mind: {self.alerts.get(duty.order, '')}"
        return operation, {**content, "Text": warned if len(warned) <= ROOM else content["Text"]}
