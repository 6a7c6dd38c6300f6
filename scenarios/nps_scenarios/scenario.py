"""A scenario as typed, frozen data. The YAML form and its errors are the loader's business."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """When a step fires. A script is played in order: a step is armed when the one before fired,
    and its counts start then.

    kind `start`: at once. `exchange`: the `count`-th processed call of `operation` (about `order`
    when given). `polls`: the `count`-th delivered AP1 reply. `rounds`: the `count`-th round of the
    plan. `time`: the sandbox's clock has reached `at`. `state`: `order` has status `status`
    (a works order status, or `receipted`: everything told is acknowledged).
    """

    kind: str
    operation: str | None = None
    order: str | None = None
    status: str | None = None
    count: int = 1
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that happens when a step fires: a landlord's action by name, `instruct`, `fault`
    or `clock`. Arguments are plain values; an order is named by its handle in the scenario.
    """

    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A trigger and what happens then. `line` is the line in the scenario's file."""

    when: Trigger
    then: tuple[Deed, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What must be true of an order at the end, by handle: its final status."""

    order: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One script. `round_length` is what the clock moves with each round of the plan; the scenario
    ends `tail_rounds` rounds after its last step has fired (time for life, and for mistakes), or
    after `maximum_rounds` rounds in all.
    """

    id: str
    title: str
    why: str
    covers: tuple[str, ...]
    profile: str
    starts: datetime
    seed: int
    steps: tuple[Step, ...]
    expects: tuple[Expectation, ...]
    round_length: timedelta = timedelta(minutes=15)
    tail_rounds: int = 5
    maximum_rounds: int = 60
    source_bytes: bytes = b""
