"""AP4: cancel a works order, or send it back."""

from dataclasses import dataclass
from datetime import datetime

from nps_simulator.messages.common import ActionStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelWorksOrder:
    """Cancels; with reason WRALL, DUPL or INFO it sends an order back that never began."""

    works_order_number: str
    reason_code: str
    comments: str | None = None
    cancelled_at: datetime | None = None
    external_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelWorksOrderReply:
    """The status after the action."""

    action_status: ActionStatus
    works_order_number: str | None = None
    works_order_status: str | None = None
    status_at: datetime | None = None
