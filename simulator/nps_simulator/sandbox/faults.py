"""Faults that are armed to happen on calls: counted, and taken one by one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from nps_simulator.journal.entries import FaultArmed
from nps_simulator.messages.catalogue import OPERATIONS
from nps_simulator.sandbox.core import Core
from nps_simulator.sandbox.state import ArmedFault

KINDS = frozenset(
    {
        "lose-request",
        "lose-reply",
        "reset",
        "truncate",
        "dribble",
        "delay",
        "http-500",
        "http-502",
        "http-503",
        "soap-fault",
        "wrong-type",
        "garbage",
        "stale-reply",
    }
)


class FaultError(ValueError):
    """A fault was asked for that cannot be armed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InjectedFault:
    """One fault to be played now: its kind, the operation it was armed on, and its settings.

    `settings` are the further plain values of the scenario's `fault` deed (for example `seconds`);
    which there are depends on the kind.
    """

    kind: str
    operation: str
    settings: Mapping[str, Any] = field(default_factory=dict)


def arm(core: Core, arguments: Mapping[str, Any]) -> int:
    """Arms a fault: `on` an operation, its `kind`, on `count` calls (1), after `skip` calls (0).

    Returns the number of its entry. Raises FaultError.
    """
    operation, kind = str(arguments.get("on", "")), str(arguments.get("kind", ""))
    if operation not in OPERATIONS:
        message = f"A fault is armed on one of {', '.join(OPERATIONS)}; `on` is {operation!r}."
        raise FaultError(message)
    if kind not in KINDS:
        message = f"A fault's kind is one of {', '.join(sorted(KINDS))}; it is {kind!r}."
        raise FaultError(message)
    count, skip = int(arguments.get("count", 1)), int(arguments.get("skip", 0))
    if count < 1 or skip < 0:
        message = f"A fault happens at least once, after 0 or more calls; got {count} after {skip}."
        raise FaultError(message)
    settings = {
        name: value
        for name, value in arguments.items()
        if name not in {"on", "kind", "count", "skip"}
    }
    core.state.faults.append(
        ArmedFault(operation=operation, kind=kind, left=count, skip=skip, settings=settings)
    )
    return core.append(
        FaultArmed(seq=core.seq, at=core.at(), operation=operation, kind=kind, count=count)
    )


def take(core: Core, operation: str) -> InjectedFault | None:
    """The fault for this call of the operation, counted down; the one armed first goes first."""
    for armed in core.state.faults:
        if armed.operation != operation:
            continue
        core.touch()
        if armed.skip > 0:
            armed.skip -= 1
            return None
        armed.left -= 1
        if armed.left == 0:
            core.state.faults.remove(armed)
        return InjectedFault(kind=armed.kind, operation=operation, settings=armed.settings)
    return None
