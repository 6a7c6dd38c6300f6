"""What is told: one small method per kind of duty gives the operation and its fields.

The external reference is added by whoever sends. Values are text as it goes on the wire.
"""

from collections.abc import Mapping
from typing import Any

from nps_conformance.contractors.reference.deciding import Deciding
from nps_conformance.contractors.reference.knowledge import Duty, Known

Request = tuple[str, dict[str, Any]]


class Building(Deciding):
    """The part of the contractor that writes requests."""

    def build(self, duty: Duty) -> Request:
        """The request of a duty."""
        request: Request = getattr(self, f"build_{duty.kind}")(duty, self.known(duty.order))
        return request

    def build_complete(self, duty: Duty, known: Known) -> Request:
        """The completion, with the lines and quantities of the current version."""
        return "CompleteWorksOrder", {
            "WorksOrderNumber": duty.order,
            "CompletedAt": duty.facts["at"],
            "Lines": {"Line": self.completed_lines(duty, known)},
        }

    def completed_lines(self, _duty: Duty, known: Known) -> list[dict[str, Any]]:
        """What was done: what was agreed, no more."""
        return [
            {"LineNumber": line.line_number, "Quantity": str(line.quantity)}
            for line in known.details.lines
        ]

    def build_vary(self, duty: Duty, known: Known) -> Request:
        """The variation of the version that was read last."""
        return "VaryWorksOrder", {
            "WorksOrderNumber": duty.order,
            "BaseVersion": known.details.version,
            "ReasonCode": duty.facts["reason"],
            "Comments": duty.facts.get("comments"),
            "Lines": {"Line": [_changed(line) for line in duty.facts["lines"]]},
        }

    def build_book(self, duty: Duty, known: Known) -> Request:
        """The visit that was agreed, in place of one that failed or still stands."""
        standing = known.open_appointments()
        replaced = standing[-1] if standing else known.failed_appointment()
        return "CreateAppointment", {
            "WorksOrderNumber": duty.order,
            "AppointmentDate": duty.facts["date"],
            "SlotCode": duty.facts["slot"],
            "ReplacesAppointmentReference": replaced and replaced.appointment_reference,
            "BookedWith": duty.facts.get("with"),
        }

    def build_arrive(self, duty: Duty, known: Known) -> Request:
        """The operative is there."""
        return self.appointment_status(duty, known, "ATT")

    def build_close_visit(self, duty: Duty, known: Known) -> Request:
        """The visit is over and was kept."""
        return self.appointment_status(duty, known, "CMP")

    def build_break_visit(self, duty: Duty, known: Known) -> Request:
        """The visit was not kept by the contractor."""
        return self.appointment_status(duty, known, "BRK", duty.facts["reason"])

    def build_call_off_visit(self, duty: Duty, known: Known) -> Request:
        """The tenant has called the visit off."""
        return self.appointment_status(duty, known, "CAN", duty.facts["reason"])

    def appointment_status(
        self,
        duty: Duty,
        known: Known,
        status_code: str,
        reason_code: str | None = None,
    ) -> Request:
        """A status of the visit a duty is about, under the landlord's reference."""
        visit = self.visit(duty, known)
        return "UpdateAppointmentStatus", {
            "AppointmentReference": visit and visit.appointment_reference,
            "StatusCode": status_code,
            "StatusAt": duty.facts["at"],
            "ReasonCode": reason_code,
        }

    def build_non_access(self, duty: Duty, known: Known) -> Request:
        """Nobody let the operative in."""
        visit = self.visit(duty, known)
        return "RecordNonAccess", {
            "WorksOrderNumber": duty.order,
            "VisitedAt": duty.facts["at"],
            "ReasonCode": duty.facts["reason"],
            "Carded": "Y" if duty.facts.get("carded") else "N",
            "AppointmentReference": visit and visit.appointment_reference,
        }

    def build_cancel(self, duty: Duty, _known: Known) -> Request:
        """The tenant no longer wants the work."""
        return self.cancellation(duty, "NOTREQ")

    def build_send_back(self, duty: Duty, _known: Known) -> Request:
        """The order is another contractor's."""
        return self.cancellation(duty, "WRALL")

    def cancellation(self, duty: Duty, reason_code: str) -> Request:
        """The end of an order, with its reason."""
        return "CancelWorksOrder", {
            "WorksOrderNumber": duty.order,
            "ReasonCode": reason_code,
            "CancelledAt": duty.facts["at"],
        }

    def build_note(self, duty: Duty, _known: Known) -> Request:
        """A note, as it was said."""
        return "AddWorksOrderNote", {
            "WorksOrderNumber": duty.order,
            "Text": duty.facts["text"],
            "TypeCode": duty.facts.get("note_type", "GEN"),
            "NotedAt": duty.facts["at"],
        }


def _changed(line: Mapping[str, Any]) -> dict[str, Any]:
    """A changed line; from `line, action, sor, quantity` and, for work that is not on the
    schedule, `description, unit, unit_rate, trade`.
    """
    names = {
        "LineNumber": "line",
        "Action": "action",
        "SorCode": "sor",
        "Description": "description",
        "Quantity": "quantity",
        "Unit": "unit",
        "UnitRate": "unit_rate",
        "TradeCode": "trade",
    }
    return {name: line[key] for name, key in names.items() if line.get(key) is not None}
