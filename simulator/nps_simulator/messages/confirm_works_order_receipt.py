"""AP3: confirm receipt of works order details."""

from dataclasses import dataclass
from datetime import datetime

from nps_simulator.messages.common import ActionStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmWorksOrderReceipt:
    """Confirms what the last delivered details showed; with a version, exactly that version."""

    works_order_number: str
    version: int | None = None
    contractor_reference: str | None = None
    received_at: datetime | None = None
    external_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmWorksOrderReceiptReply:
    """The confirmed number and version."""

    action_status: ActionStatus
    works_order_number: str | None = None
    version: int | None = None
    works_order_status: str | None = None
