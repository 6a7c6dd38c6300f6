"""When a slot is, and until when an order is to be done."""

from datetime import datetime

import pytest

from nps_simulator.domain.dates import SLOT_TIMES, target_of
from nps_wsdl.codes import PRIORITIES, SLOTS


@pytest.mark.parametrize(
    ("raised_at", "target_at"),
    [
        (datetime(2026, 3, 2, 9), datetime(2026, 3, 9, 9)),  # Monday to Monday
        (datetime(2026, 3, 6, 9), datetime(2026, 3, 13, 9)),  # Friday to Friday
        (datetime(2026, 3, 7, 9), datetime(2026, 3, 13, 9)),  # Saturday counts from Monday
        (datetime(2026, 3, 8, 9), datetime(2026, 3, 13, 9)),
    ],
)
def test_urgent_orders_have_five_working_days(raised_at, target_at):
    assert target_of("URG", raised_at) == target_at


def test_every_published_slot_has_times():
    assert SLOT_TIMES.keys() == SLOTS.keys()
    for slot, (begins, ends) in SLOT_TIMES.items():
        said = SLOTS[slot]
        assert said.endswith(f"{begins:%H:%M} to {ends:%H:%M}")


def test_every_published_priority_has_a_target():
    at = datetime(2026, 3, 2, 9)
    targets = [target_of(priority, at) for priority in PRIORITIES]
    assert targets == sorted(targets)
    assert targets[0] > at
