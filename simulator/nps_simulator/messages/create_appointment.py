"""EX1: create an appointment (named in the Magenta document without a number)."""

from dataclasses import dataclass
from datetime import date, datetime

from nps_simulator.messages.common import ActionStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAppointment:
    """Books a visit agreed with the tenant; may replace one that was broken or missed."""

    works_order_number: str
    appointment_date: date
    slot_code: str
    replaces_appointment_reference: str | None = None
    booked_with: str | None = None
    contact_telephone: str | None = None
    comments: str | None = None
    external_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAppointmentReply:
    """The landlord's reference, to be used from then on."""

    action_status: ActionStatus
    works_order_number: str | None = None
    appointment_reference: str | None = None
    appointment_status: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    within_target: bool | None = None
