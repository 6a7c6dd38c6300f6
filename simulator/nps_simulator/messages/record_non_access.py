"""AP7: record a non-access event."""

from dataclasses import dataclass
from datetime import datetime

from nps_simulator.messages.common import ActionStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordNonAccess:
    """Reports a visit that found no way in."""

    works_order_number: str
    visited_at: datetime
    reason_code: str
    carded: bool
    appointment_reference: str | None = None
    operative_name: str | None = None
    comments: str | None = None
    external_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordNonAccessReply:
    """The event's number, what became of the appointment, and what is to be done next."""

    action_status: ActionStatus
    works_order_number: str | None = None
    non_access_number: int | None = None
    appointment_reference: str | None = None
    appointment_status: str | None = None
    required_action: str | None = None
