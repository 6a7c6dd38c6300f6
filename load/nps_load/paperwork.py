"""The requests a virtual contractor writes about a visit and its work."""

from datetime import datetime, timedelta
from decimal import ROUND_UP, Decimal
from typing import Final

from nps_simulator.messages.create_appointment import CreateAppointment
from nps_simulator.messages.record_non_access import RecordNonAccess
from nps_simulator.messages.request_works_order_details import WorksOrderDetails
from nps_simulator.messages.vary_works_order import LineAction, VariationLine, VaryWorksOrder

CENT: Final = Decimal("0.01")


def booking(number: str, at: datetime, reference: str) -> CreateAppointment:
    """A visit tomorrow, in the slot that is open at any hour."""
    return CreateAppointment(
        works_order_number=number,
        appointment_date=at.date() + timedelta(days=1),
        slot_code="ALL",
        external_reference=reference,
    )


def nobody_in(number: str, at: datetime, reference: str) -> RecordNonAccess:
    """Nobody opened; a card was left."""
    return RecordNonAccess(
        works_order_number=number,
        visited_at=at,
        reason_code="NOANS",
        carded=True,
        external_reference=reference,
    )


def half_the_work(order: WorksOrderDetails, reference: str) -> VaryWorksOrder:
    """The first line was half of what was ordered."""
    line = order.lines[0]
    return VaryWorksOrder(
        works_order_number=order.works_order_number,
        base_version=order.version,
        reason_code="QTYCH",
        lines=(
            VariationLine(
                line_number=line.line_number,
                action=LineAction.CHANGE,
                quantity=(line.quantity / 2).quantize(CENT, ROUND_UP),
            ),
        ),
        external_reference=reference,
    )
