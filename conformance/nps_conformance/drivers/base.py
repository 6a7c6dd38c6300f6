"""What every driver does, and the form in which facts are handed over."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import msgspec

from nps_conformance.drivers.warm import Nursery
from nps_simulator.journal.entries import Instruction


class Fact(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One fact as the contractor's program gets it; `round` says that time has passed.

    `id` counts facts and rounds. `now` is the sandbox's time, `occurred_at` that of the fact.
    """

    id: int
    kind: str
    now: str
    order: str = ""
    orders: list[str] = []
    occurred_at: str = ""
    text: str = ""
    facts: dict[str, Any] = {}


def fact_of(instruction: Instruction, number: int, now: str) -> Fact:
    """A journaled instruction as a fact."""
    several = instruction.orders
    return Fact(
        id=number,
        kind=instruction.kind,
        now=now,
        order=several[0] if len(several) == 1 else "",
        orders=several if len(several) > 1 else [],
        occurred_at=instruction.occurred_at,
        text=instruction.text,
        facts=instruction.facts,
    )


class Saw(StrEnum):
    """What became of a fact, in the journal's words."""

    HANDLED = "handled"
    EXITED = "exited"  # the program ended, or could not be reached any more
    PATIENCE = "patience"  # waiting ended; this proves nothing
    RESTARTED = "restarted"  # the script had it killed meanwhile; it runs again


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the driver saw: `detail` holds nothing that differs from run to run."""

    event: Saw
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Where a contractor finds the landlord, and where it may work.

    `work` is a fresh folder for this sandbox; `log` takes what the program prints. A `nursery` may
    start our own contractors.
    """

    endpoint: str
    username: str
    password: str
    work: Path
    log: Path
    folder: Path
    env: Mapping[str, str] = field(default_factory=dict)
    nursery: Nursery | None = None

    @property
    def wsdl(self) -> str:
        """The address of the contract."""
        return f"{self.endpoint}?wsdl"

    def filled(self, text: str) -> str:
        """A text with its placeholders filled in; other braces stay as they are."""
        words = {
            "{endpoint}": self.endpoint,
            "{wsdl}": self.wsdl,
            "{username}": self.username,
            "{password}": self.password,
            "{work}": str(self.work),
        }
        for word, value in words.items():
            text = text.replace(word, value)
        return text


class Driver(Protocol):
    """Hands over facts, one after the other."""

    @property
    def gone(self) -> bool:
        """Whether the contractor has ended for good, so that no further fact can reach it."""

    async def start(self, now: str, /) -> None:
        """Make the contractor ready. Raises SetUpError when its program cannot be started."""

    async def deliver(self, fact: Fact) -> Seen:
        """Hand over one fact and wait until it was dealt with; never longer than patience."""

    @property
    def restart(self) -> Callable[[], Awaitable[None]] | None:
        """What kills the program in the middle of a fact and starts it again, None when it is not
        ours to do so. The fact is not handed over again: what was not kept is lost.
        """

    async def stop(self) -> bool:
        """End the contractor and everything it started; whether it had to be killed."""
