"""How much an order can hold: the wire counts to 999, and so do the books."""

from typing import Final

from nps_simulator.domain.ledger import Guarded
from nps_simulator.domain.model import WorksOrder
from nps_simulator.domain.refusals import refusing

MOST: Final = 999


def full(order: WorksOrder, count: int, what: str) -> Guarded | None:
    """The objection to one more of something of which there are `count`."""
    if count < MOST:
        return None
    number = order.works_order_number
    return refusing("ORDER-FULL", "WorksOrderNumber", number=number, most=MOST, what=what)
