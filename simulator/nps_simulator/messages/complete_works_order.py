"""AP5: complete a works order."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from nps_simulator.messages.common import ActionStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class CompletedLine:
    """What was done on one line; leaving the lines out means: all, as on the current version."""

    line_number: int
    quantity: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteWorksOrder:
    """Reports the work of an order as completed, once."""

    works_order_number: str
    completed_at: datetime
    lines: tuple[CompletedLine, ...] = ()
    operative_name: str | None = None
    follow_on_required: bool | None = None
    comments: str | None = None
    external_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteWorksOrderReply:
    """The status after the action; `recorded_at` is the landlord's own completion time."""

    action_status: ActionStatus
    works_order_number: str | None = None
    works_order_status: str | None = None
    recorded_at: datetime | None = None
