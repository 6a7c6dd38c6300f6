"""A scenario as typed, frozen data. The YAML form and its errors are the loader's business."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    """A trigger and what happens then. `line` is the line in the scenario's file, or in the part
    that `file` names.
    """

    when: Trigger
    then: tuple[Deed, ...]
    line: int
    file: str = ""

    @property
    def place(self) -> str:
        """Where it is written, for people."""
        return f"line {self.line} of {self.file}" if self.file else f"line {self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What must be true of an order at the end, by handle: its final status."""

    order: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One script. The id is its file's name, with `@case` for one of a family. `round_length` is
    what the clock moves with each round of the plan; the scenario ends `tail_rounds` rounds after
    its last step has fired (time for life, and for mistakes), or after `maximum_rounds` rounds in
    all. `needs` are settings of the landlord's profile without which it makes no sense.
    `other_contractors` work for the landlord too, and never call.
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
    needs: Mapping[str, Any] = field(default_factory=dict)
    other_contractors: tuple[str, ...] = ()

    @property
    def family(self) -> str:
        """The name of its file, which may hold several scenarios."""
        return self.id.partition("@")[0]

    @property
    def address(self) -> str:
        """Its id as a part of an address; no other scenario's is the same."""
        return self.id.replace("@", "--")
