"""Raises works orders at our own simulator while the load runs, at moments known beforehand."""

from collections.abc import Callable, Mapping, Sequence
from threading import Event
from typing import Any, Final

from nps_load.record import Raised, Recording
from nps_load.shapes import Shape
from nps_load.simulator import SANDBOX, Control
from nps_simulator.dice import Stream

TICK: Final = 0.05
WORK: Final[tuple[Mapping[str, Any], ...]] = (
    {
        "priority": "URG",
        "description": "Kitchen tap drips and cannot be turned off",
        "lines": [{"sor": "900101", "quantity": "1", "location": "Kitchen"}],
    },
    {
        "priority": "ROU",
        "description": "Plaster loose behind the radiator, skirting rotten",
        "lines": [
            {"sor": "900420", "quantity": "1", "location": "Living room"},
            {"sor": "900310", "quantity": "2.5", "location": "Living room"},
        ],
    },
    {
        "priority": "EMG",
        "description": "Bath will not empty; water rises from the waste",
        "lines": [{"sor": "900205", "quantity": "1", "location": "Bathroom"}],
    },
    {
        "priority": "PLN",
        "description": "Extractor fan dead, mould on the outer wall",
        "lines": [
            {"sor": "900555", "quantity": "1", "location": "Bathroom"},
            {"sor": "900901", "quantity": "6.5", "location": "Bathroom"},
        ],
    },
)


def moments(shape: Shape, orders: int, duration: float) -> tuple[float, ...]:
    """When the orders are raised, in seconds from the start of the run: evenly over the time the
    shape gives for it.
    """
    begin, end = (share * duration for share in shape.raising)
    return tuple(begin + (end - begin) * (number + 0.5) / orders for number in range(orders))


def feed(  # noqa: PLR0913 - all are named
    *,
    control: Control,
    contractors: Sequence[str],
    due: Sequence[float],
    begins: Callable[[], float | None],
    now: Callable[[], float],
    record: Recording,
    chance: Stream,
    stop: Event,
) -> None:
    """Raise an order at each moment, the contractors in turn, until `stop` is set. Moments count
    from what `begins` gives, which is asked until it knows.
    """
    while (start := begins()) is None:
        if stop.wait(TICK):
            return
    for count, moment in enumerate(due):
        if stop.wait(max(start + moment - now(), 0.0)):
            return
        contractor = contractors[count % len(contractors)]
        answer = control.ask(
            "POST",
            f"/sandboxes/{SANDBOX}/orders",
            {**chance.one_of(WORK), "contractor": contractor},
        )
        for number in answer["orders"]:
            record.write(Raised(at=now(), order=number, contractor=contractor))
