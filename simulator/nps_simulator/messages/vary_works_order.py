"""AP6: vary a works order."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from nps_simulator.messages.common import ActionStatus


class LineAction(StrEnum):
    """What a variation does to a line."""

    ADD = "ADD"
    CHANGE = "CHG"
    REMOVE = "REM"


@dataclass(frozen=True, slots=True, kw_only=True)
class VariationLine:
    """One change. ADD brings a schedule item (or MANUAL with description, unit, rate and trade)
    under a new line number; CHG gives an existing line a new quantity; REM takes it off.
    """

    line_number: int
    action: LineAction
    sor_code: str | None = None
    description: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    unit_rate: Decimal | None = None
    trade_code: str | None = None
    location: str | None = None
    comments: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VaryWorksOrder:
    """Asks for changes to the version it names."""

    works_order_number: str
    base_version: int
    reason_code: str
    comments: str | None = None
    lines: tuple[VariationLine, ...]
    external_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VaryWorksOrderReply:
    """Applied, pending or rejected; `new_version` only when applied."""

    action_status: ActionStatus
    works_order_number: str | None = None
    variation_number: int | None = None
    outcome: str | None = None
    new_version: int | None = None
    reject_reason_code: str | None = None
    estimated_net: Decimal | None = None
