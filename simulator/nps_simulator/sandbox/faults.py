"""Faults that are armed to happen on calls: counted, and taken one by one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from nps_simulator.journal.entries import FaultArmed
from nps_simulator.messages.catalogue import OPERATIONS
from nps_simulator.sandbox.core import Core
from nps_simulator.sandbox.state import ArmedFault

KINDS = frozenset(
    {
        "kill-before",
        "kill-after",
        "lose-request",
        "lose-reply",
        "reset",
        "truncate",
        "dribble",
        "delay",
        "http-401",
        "http-500",
        "http-502",
        "http-503",
        "soap-fault",
        "wrong-type",
        "garbage",
        "stale-reply",
        "unknown-element",
        "new-code",
        "other-prefixes",
        "utf-16",
    }
)
# The contractor's program is killed and started again, where somebody can; elsewhere it stays at
# what it would see of it: no reply.
KILLS: Mapping[str, str] = MappingProxyType(
    {"kill-before": "lose-request", "kill-after": "lose-reply"}
)
# How a SOAP Fault may look besides ours.
FAULT_FORMS = frozenset(
    {
        "bare-code",
        "dotted-code",
        "http-200",
        "own-code",
        "qualified",
        "rich",
        "soap-1-2",
        "wordless",
    }
)
MOST_CALLS = 1_000_000_000  # more than any contractor makes, and a number that any store can hold
# What a kind can be told further: a number from the least to the most, a text, or one of these.
_SECONDS = (0.0, 60.0)
_TEXT = None
SETTINGS: Mapping[str, Mapping[str, tuple[float, float] | frozenset[str] | None]] = (
    MappingProxyType(
        {
            "delay": {"seconds": _SECONDS},
            "dribble": {"seconds": _SECONDS, "pause": _SECONDS, "pieces": (1.0, 1000.0)},
            "soap-fault": {"text": _TEXT, "form": FAULT_FORMS},
            "unknown-element": {"name": _TEXT, "text": _TEXT},
            "new-code": {"element": _TEXT, "code": _TEXT},
        }
    )
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
    check_fault(arguments)
    operation, kind = str(arguments["on"]), str(arguments["kind"])
    count, skip = int(arguments.get("count", 1)), int(arguments.get("skip", 0))
    core.state.faults.append(
        ArmedFault(
            operation=operation, kind=kind, left=count, skip=skip, settings=_settings(arguments)
        )
    )
    return core.append(
        FaultArmed(seq=core.seq, at=core.at(), operation=operation, kind=kind, count=count)
    )


def check_fault(arguments: Mapping[str, Any]) -> None:
    """Raises FaultError for a fault that cannot be armed."""
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
    for name, number in (("count", count), ("skip", skip)):
        if number > MOST_CALLS:
            message = f"`{name}` of a fault is at most {MOST_CALLS} calls; it is {number}."
            raise FaultError(message)
    _check_settings(kind, _settings(arguments))


def _settings(arguments: Mapping[str, Any]) -> dict[str, Any]:
    own = {"on", "kind", "count", "skip"}
    return {name: value for name, value in arguments.items() if name not in own}


def _check_settings(kind: str, settings: Mapping[str, Any]) -> None:
    """A setting that is misspelt or absurd would be overlooked when the fault is played."""
    known = SETTINGS.get(kind, {})
    for name, value in settings.items():
        if name not in known:
            message = (
                f"A fault of kind {kind!r} has no setting {name!r}; it takes "
                f"{', '.join(('on', 'kind', 'count', 'skip', *known))}."
            )
            raise FaultError(message)
        span = known[name]
        if isinstance(span, frozenset):
            if value not in span:
                message = (
                    f"`{name}` of a fault is one of {', '.join(sorted(span))}; it is {value!r}."
                )
                raise FaultError(message)
        elif span is None:
            if not isinstance(value, str):
                message = f"`{name}` of a fault is a text; it is {value!r}."
                raise FaultError(message)
        elif (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not span[0] <= value <= span[1]
        ):
            message = (
                f"`{name}` of a fault is a number from {span[0]:g} to {span[1]:g}; it is {value!r}."
            )
            raise FaultError(message)


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
