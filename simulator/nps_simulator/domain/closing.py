"""Who closes an order: nobody; it closes by itself when all its parts are closed."""

from datetime import datetime

from nps_simulator.domain.events import OrderEvent
from nps_simulator.domain.model import OrderState, WorksOrder
from nps_simulator.domain.orders import moved
from nps_simulator.domain.standing import open_appointments


def closed_if_due(order: WorksOrder, now: datetime, *, second_seed: bool) -> WorksOrder:
    """The order, closed when it is completed, not in review, its invoice is paid, and (second
    seed: an order closes by itself when all its parts are closed) no visit is open.
    """
    due = (
        order.state is OrderState.COMPLETED
        and not order.in_review
        and order.settled
        and not (second_seed and open_appointments(order))
    )
    return moved(order, OrderEvent.CLOSE, now) if due else order
