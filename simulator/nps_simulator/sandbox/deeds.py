"""What a step of the script does, and what a person may do: actions, instructions, clock moves."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from nps_scenarios.times import DATE_KEYS, TIME_KEYS, resolve_date, resolve_time, span
from nps_simulator.actions.registry import ACTIONS
from nps_simulator.journal.entries import Action, ClockMoved, Instruction
from nps_simulator.sandbox.core import Core
from nps_simulator.sandbox.definition import plain
from nps_simulator.sandbox.state import WaitingInstruction

# The actions that make an order, and the argument with its handle; it is the last they name.
NAMING: Final = MappingProxyType({"raise_order": "order", "reallocate_order": "as"})
_INSTRUCTION_PARTS: Final = frozenset({"kind", "order", "orders", "at", "text", "tempts"})


class DeedError(ValueError):
    """A deed that cannot be done: an unknown action, order or handle."""


def act(core: Core, name: str, arguments: Mapping[str, Any], by: str) -> int:
    """Lets the landlord take an action; returns the number of its entry.

    Raises DeedError, or what the action raises for arguments it cannot use.
    """
    action = ACTIONS.get(name)
    if action is None:
        message = f"There is no action {name!r}; there are {', '.join(sorted(ACTIONS))}."
        raise DeedError(message)
    now = core.clock.now()
    given = dict(arguments)
    handle = given.pop(NAMING[name], None) if name in NAMING else None
    resolved = resolve(core, given, now)
    decision = action.take(resolved, core.books, now, core.definition.profile)
    core.effects += 1
    core.books.write(decision)
    numbers = [order.works_order_number for order in decision.orders]
    if handle is not None:
        core.state.handles[str(handle)] = numbers[-1]
    return core.append(
        Action(
            seq=core.seq,
            at=core.at(),
            name=name,
            arguments=plain(resolved),
            orders=numbers,
            facts=plain(decision.facts),
            by=by,
        )
    )


def resolve(core: Core, arguments: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    """Arguments with numbers for handles, and with times for times relative to now."""
    return {name: _resolved(core, name, value, now) for name, value in arguments.items()}


def _resolved(core: Core, name: str, value: Any, now: datetime) -> Any:  # noqa: ANN401 - plain values
    if isinstance(value, Mapping):
        return resolve(core, value, now)
    if isinstance(value, list | tuple):
        return [_resolved(core, name, each, now) for each in value]
    if name in {"order", "orders", "same_request_as"}:
        return number_of(core, str(value))
    if isinstance(value, str) and name in TIME_KEYS:
        return resolve_time(value, now).isoformat()
    if isinstance(value, str) and name in DATE_KEYS:
        return resolve_date(value, now).isoformat()
    return value


def number_of(core: Core, handle_or_number: str) -> str:
    """The number of a works order. Raises DeedError when there is none."""
    number = core.state.handles.get(handle_or_number, handle_or_number)
    if core.books.order(number) is None:
        known = ", ".join(core.state.handles) or "none"
        message = f"There is no works order {handle_or_number!r}; the script's own names: {known}."
        raise DeedError(message)
    return number


def instruct(core: Core, arguments: Mapping[str, Any]) -> None:
    """Puts down a fact of the world; the contractor's side is told when it is taken."""
    now = core.clock.now()
    given = resolve(core, arguments, now)
    for name in ("orders", "tempts"):
        if not isinstance(given.get(name, []), list | tuple):
            message = f"`{name}` of an instruction is a list; got {given[name]!r}."
            raise DeedError(message)
    orders = list(given.get("orders", ()))
    if "order" in given:
        orders.insert(0, given["order"])
    core.state.instructions += 1
    core.state.waiting.append(
        WaitingInstruction(
            number=core.state.instructions,
            kind=str(given["kind"]),
            occurred_at=str(given.get("at", now.isoformat())),
            orders=orders,
            facts={
                name: plain(value)
                for name, value in given.items()
                if name not in _INSTRUCTION_PARTS
            },
            text=str(given.get("text", "")),
            tempts=list(given.get("tempts", ())),
        )
    )
    core.touch()


def tell(core: Core, most: int | None = None) -> list[Instruction]:
    """The facts that wait, oldest first and `most` of them; the contractor's side is told now."""
    told: list[Instruction] = []
    for fact in core.state.waiting[:most]:
        entry = Instruction(
            seq=core.seq,
            at=core.at(),
            number=fact.number,
            kind=fact.kind,
            occurred_at=fact.occurred_at,
            orders=fact.orders,
            facts=fact.facts,
            text=fact.text,
            tempts=fact.tempts,
        )
        core.append(entry)
        told.append(entry)
    core.state.waiting = core.state.waiting[len(told) :]
    return told


def move_clock(core: Core, arguments: Mapping[str, Any], why: str) -> int:
    """Moves the clock: `advance` by a span or `to` a time. Raises DeedError, ClockError."""
    match dict(arguments):
        case {"advance": timedelta() as by}:
            core.clock.advance(by)
        case {"advance": str() as by}:
            core.clock.advance(span(by))
        case {"to": datetime() as to}:
            core.clock.move_to(to)
        case {"to": str() as to}:
            core.clock.move_to(resolve_time(to, core.clock.now()))
        case other:
            message = f"A clock goes `to` a time or is `advance`d by a span; got {other}."
            raise DeedError(message)
    return core.append(ClockMoved(seq=core.seq, at=core.at(), why=why))
