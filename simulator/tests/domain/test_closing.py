"""An order closes by itself, when all its parts are closed and not before."""

from dataclasses import replace

import pytest

from nps_simulator.domain.closing import closed_if_due
from nps_simulator.domain.model import AppointmentState, OrderState


def settled(landlord):
    """A completed and paid order with a visit that is still open."""
    number = landlord.completed(appointment={"date": landlord.now.date(), "slot": "ALL"})
    landlord.invoice(number)
    return landlord.order(number)


def with_visit(order, state):
    return replace(order, appointments=(replace(order.appointments[0], state=state),))


@pytest.mark.parametrize("second_seed", [True, False])
@pytest.mark.parametrize("state", AppointmentState)
def test_an_open_visit_keeps_a_paid_order_open_by_the_second_seed(landlord, state, second_seed):
    order = with_visit(settled(landlord), state)
    is_open = state in {"BKD", "CNF", "ENR", "ATT"}
    closed = closed_if_due(order, landlord.now, second_seed=second_seed)
    assert (closed.state is OrderState.CLOSED) is not (is_open and second_seed)


@pytest.mark.parametrize(
    "unfinished", [{"settled": False}, {"in_review": True}, {"state": OrderState.ISSUED}]
)
def test_what_is_not_paid_or_in_review_or_completed_stays_open(landlord, unfinished):
    order = with_visit(settled(landlord), AppointmentState.COMPLETED)
    assert closed_if_due(order, landlord.now, second_seed=True).state is OrderState.CLOSED
    order = replace(order, **unfinished)
    assert closed_if_due(order, landlord.now, second_seed=True) is order
