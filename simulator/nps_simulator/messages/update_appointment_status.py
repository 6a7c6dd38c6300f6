"""AP9: update the status of an appointment."""

from dataclasses import dataclass
from datetime import datetime

from nps_simulator.messages.common import ActionStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateAppointmentStatus:
    """Sets a status by appointment reference; a reason is needed for BRK and CAN."""

    appointment_reference: str
    status_code: str
    status_at: datetime
    reason_code: str | None = None
    comments: str | None = None
    external_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateAppointmentStatusReply:
    """The previous and the new status."""

    action_status: ActionStatus
    appointment_reference: str | None = None
    works_order_number: str | None = None
    previous_status: str | None = None
    appointment_status: str | None = None
