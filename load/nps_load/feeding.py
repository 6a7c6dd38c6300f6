"""Raises works orders at our own simulator while the load runs, at moments known beforehand; in a
shape with an outage it kills the simulator as well, and starts it again.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any, Final

from nps_load.record import Outage, Raised, Recording
from nps_load.shapes import Shape
from nps_load.simulator import SANDBOX, Simulator
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What happens on the landlord's side, in seconds from the start of the run: `due` are the
    moments at which orders are raised, `silence` and `down` the outages of the shape.
    """

    due: tuple[float, ...]
    silence: tuple[float, float] | None = None
    down: tuple[float, float] | None = None


def planned(shape: Shape, orders: int, duration: float) -> Plan:
    """The plan of a shape: orders come evenly over the time that it gives for them."""
    begin, end = (share * duration for share in shape.raising)
    silence, down = shape.silence, shape.down
    return Plan(
        due=tuple(begin + (end - begin) * (number + 0.5) / orders for number in range(orders)),
        silence=(silence[0] * duration, silence[1] * duration) if silence else None,
        down=(down[0] * duration, down[1] * duration) if down else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeder:
    """The landlord of a run: raises orders for the contractors in turn, and takes the server down
    and brings it back. Moments count from what `begins` gives, which is asked until it knows.
    """

    simulator: Simulator
    contractors: Sequence[str]
    plan: Plan
    begins: Callable[[], float | None]
    now: Callable[[], float]
    record: Recording
    chance: Stream
    stop: Event

    def feed(self) -> None:
        """All of it, until `stop` is set. Raises SetUpError, and what a broken connection raises:
        nobody else takes the server down.
        """
        while (start := self.begins()) is None:
            if self.stop.wait(TICK):
                return
        plan, down = self.plan, self.plan.down
        if plan.silence:
            begin, end = plan.silence
            self.record.write(Outage(at=start + begin, until=start + end))
        before = [moment for moment in plan.due if down is None or moment < down[0]]
        self._raise_all(start, before, 0)
        if down is not None and not self.stop.is_set():
            self._take_down(start + down[0], start + down[1])
            # What came due meanwhile is raised at once.
            self._raise_all(start, plan.due[len(before) :], len(before))

    def _raise_all(self, start: float, due: Sequence[float], first: int) -> None:
        """Raise an order at each moment; `first` is how many there were before."""
        control = self.simulator.control()
        try:
            for count, moment in enumerate(due, start=first):
                if self._waits(start + moment):
                    return
                contractor = self.contractors[count % len(self.contractors)]
                answer = control.ask(
                    "POST",
                    f"/sandboxes/{SANDBOX}/orders",
                    {**self.chance.one_of(WORK), "contractor": contractor},
                )
                for number in answer["orders"]:
                    line = Raised(
                        at=self.now(), order=number, contractor=contractor, due=start + moment
                    )
                    self.record.write(line)
        finally:
            control.close()

    def _take_down(self, begin: float, end: float) -> None:
        """Kill the server and start it again, also when the run is to end meanwhile: what it keeps
        is judged.
        """
        if self._waits(begin):
            return
        at = self.now()
        self.simulator.end(kill=True)
        self._waits(end)
        self.simulator.start()
        self.record.write(Outage(at=at, until=self.now(), down=True))

    def _waits(self, moment: float) -> bool:
        """Wait for a moment; True when the run is to end before."""
        return self.stop.wait(max(moment - self.now(), 0.0))
