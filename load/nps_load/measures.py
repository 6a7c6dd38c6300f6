"""What was measured, from the record: latencies, errors, business latencies, the generator itself.

A raw latency runs from sending to the reply. A scheduled latency runs from the moment when the poll
was due, and so holds what a slow server did to the polls behind; a poll that was never sent counts
with the time it had waited at the end. Milliseconds for requests, seconds for business latencies.
What got no reply while the server was down is left out of all figures, and counted with the outage.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import ceil
from typing import Final

from nps_load.outages import Drain, drains, into_an_outage
from nps_load.record import MILLI, Call, Record

ALL: Final = "all"
RAW: Final = "raw"
SCHEDULED: Final = "scheduled"
SPANS: Final = ("raised-listed", "listed-fetched", "fetched-receipted", "raised-receipted")
HUNDRED: Final = 100
# The generator is the limit when its own delays would be seen in the figures: its 99th percentile
# of lateness above this (milliseconds), or a process above this share of one core.
MOST_LAG: Final = 50.0
MOST_PROCESSOR: Final = 0.9


class Series:
    """Numbers of one kind, sorted."""

    def __init__(self, values: Iterable[float]) -> None:
        self._values = sorted(values)

    def __len__(self) -> int:
        return len(self._values)

    def percentile(self, percent: float) -> float:
        """The smallest value that so many percent do not exceed (nearest rank); 0 for none."""
        if not self._values:
            return 0.0
        rank = ceil(percent / HUNDRED * len(self._values))
        return self._values[max(rank, 1) - 1]

    @property
    def mean(self) -> float:
        """The mean; 0 for none."""
        return sum(self._values) / len(self._values) if self._values else 0.0

    @property
    def largest(self) -> float:
        """The largest; 0 for none."""
        return self._values[-1] if self._values else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Generator:
    """How the generator did: `lag` is its own lateness (milliseconds), `processor` the largest
    share of one core that a process of it used.
    """

    lag: Series
    processor: float

    @property
    def limits(self) -> str:
        """Why the figures say more about the generator than about the server; empty if not."""
        reasons = []
        late = self.lag.percentile(99)
        if late > MOST_LAG:
            reasons.append(f"one poll in a hundred was sent {late:.0f} ms late or later")
        if self.processor > MOST_PROCESSOR:
            reasons.append(f"a process of it used {self.processor:.0%} of a core")
        return " and ".join(reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A run in figures. Latencies are keyed by row (or `all`), spans by name."""

    seconds: float
    raw: Mapping[str, Series]
    scheduled: Mapping[str, Series]
    spans: Mapping[str, Series]
    failures: Mapping[str, int]
    problems: Mapping[tuple[str, str], int]  # row and problem
    skipped: int
    orders: int
    generator: Generator
    drains: tuple[Drain, ...]
    per_second: tuple[tuple[int, int, float], ...]  # second, requests, their 99th percentile

    @property
    def requests(self) -> int:
        """All requests."""
        return len(self.raw[ALL]) if ALL in self.raw else 0

    @property
    def rate(self) -> float:
        """Requests per second."""
        return self.requests / self.seconds if self.seconds else 0.0


@dataclass(slots=True)
class _Order:
    """When things happened first to one order."""

    raised: float = 0.0
    listed: float = 0.0
    fetched: float = 0.0
    receipted: float = 0.0


@dataclass(slots=True)
class _Gathered:
    raw: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    scheduled: list[float] = field(default_factory=list)
    failures: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    problems: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    lag: list[float] = field(default_factory=list)
    seconds: dict[int, list[float]] = field(default_factory=lambda: defaultdict(list))
    orders: dict[str, _Order] = field(default_factory=lambda: defaultdict(_Order))


def measure(record: Record) -> Measured:
    """The figures of a record."""
    got = _Gathered()
    begins = min((line.begins for line in record.started), default=0.0)
    for raised in record.raised:
        got.orders[raised.order].raised = raised.at
    for call in record.calls:
        if not into_an_outage(call, record.outages):
            _gather(call, got, begins)
    ends = max((line.at for line in record.ended), default=0.0)
    got.scheduled += [(ends - line.due) * MILLI for line in record.skipped]
    last = max((call.ended for call in record.calls), default=begins)
    return Measured(
        seconds=max(last - begins, 0.0),
        raw={row: Series(values) for row, values in got.raw.items()},
        scheduled={"AP1": Series(got.scheduled)},
        spans={name: Series(_span(name, got.orders.values())) for name in SPANS},
        failures=dict(got.failures),
        problems=dict(got.problems),
        skipped=len(record.skipped),
        orders=len(record.raised),
        generator=Generator(
            lag=Series(got.lag),
            processor=max(
                (line.processor / line.passed for line in record.ended if line.passed > 0),
                default=0.0,
            ),
        ),
        drains=drains(record),
        per_second=tuple(
            (second, len(values), Series(values).percentile(99))
            for second, values in sorted(got.seconds.items())
        ),
    )


def _gather(call: Call, got: _Gathered, begins: float) -> None:
    for row in (call.row, ALL):
        got.raw[row].append(call.took)
        if not call.success:
            got.failures[row] = got.failures.get(row, 0) + 1
    got.seconds[int(call.at - begins)].append(call.took)
    if call.due:
        got.scheduled.append((call.ended - call.due) * MILLI)
        got.lag.append(call.lag)
    if not call.success:
        got.problems[call.row, call.problem] += 1
        return
    for number, _, _ in call.listed:
        order = got.orders[number]
        order.listed = order.listed or call.ended
    if call.row == "AP2":
        order = got.orders[call.order]
        order.fetched = order.fetched or call.ended
    elif call.row == "AP3":
        order = got.orders[call.order]
        order.receipted = order.receipted or call.ended


def _span(name: str, orders: Iterable[_Order]) -> Iterator[float]:
    """From one moment to another, for every order that has both."""
    begin, _, end = name.partition("-")
    for order in orders:
        first, second = getattr(order, begin), getattr(order, end)
        if first and second:
            yield max(second - first, 0.0)
