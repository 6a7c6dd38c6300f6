"""The machines as text: Mermaid diagrams and tables of refusals, drawn from `machines.py`."""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Final, Protocol, TypeVar

from nps_simulator.domain.events import OrderEvent
from nps_simulator.domain.machines import (
    APPOINTMENT_FINAL,
    APPOINTMENT_LEADS,
    APPOINTMENT_REFUSED,
    APPOINTMENT_STARTS,
    CONDITIONS,
    INVOICE_FINAL,
    INVOICE_LEADS,
    INVOICE_STARTS,
    ORDER_FINAL,
    ORDER_LEADS,
    ORDER_REFUSED,
    ORDER_STARTS,
    SECOND_SEED,
    SECOND_SEED_CONDITIONS,
    VARIATION_FINAL,
    VARIATION_LEADS,
    VARIATION_STARTS,
    Back,
)


class _Event(Protocol):
    @property
    def words(self) -> str: ...


_StateT = TypeVar("_StateT", bound=Enum)
_TargetT = TypeVar("_TargetT", bound=Enum)
_EventT = TypeVar("_EventT", bound=_Event)

_HEAD: Final = (
    "# States\n\n"
    "Generated from `nps_simulator/domain/machines.py`, where the theory stands; written by\n"
    "`python -m nps_simulator.commands.pages`. What leads nowhere is refused with the code in the\n"
    "tables; the codes are explained in `REFUSALS.md`.\n"
)


def states_page() -> str:
    """The whole of `STATES.md`."""
    parts = [
        _HEAD,
        "## Works order\n",
        _diagram((ORDER_STARTS,), ORDER_LEADS, ORDER_FINAL),
        "Refused to the contractor, by status:\n",
        _order_refusals(),
        "Refused although the status would allow it:\n",
        _conditions(),
        "## Variation\n",
        _diagram(VARIATION_STARTS, VARIATION_LEADS, VARIATION_FINAL),
        "## Appointment\n",
        _diagram((APPOINTMENT_STARTS,), APPOINTMENT_LEADS, APPOINTMENT_FINAL),
        "Refused to the contractor, by status:\n",
        _rows(
            ("status", "refused", "code"),
            (
                (state.value, _words(events), code)
                for state, refused in APPOINTMENT_REFUSED.items()
                for code, events in _by_code(refused).items()
            ),
        ),
        "## Invoice\n",
        _diagram((INVOICE_STARTS,), INVOICE_LEADS, INVOICE_FINAL),
    ]
    return "\n".join(parts)


def _diagram(
    starts: Iterable[_StateT],
    leads: Mapping[_StateT, Mapping[_EventT, _TargetT]],
    final: Iterable[_StateT],
) -> str:
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    [*] --> {state.value}" for state in starts]
    for state, targets in leads.items():
        words: dict[Enum, list[str]] = {}
        for event, target in targets.items():
            for each in _held_from() if isinstance(target, Back) else (target,):
                words.setdefault(each, []).append(event.words)
        lines += [
            f"    {state.value} --> {target.value}: {', '.join(said)}"
            for target, said in words.items()
        ]
    lines += [f"    {state.value} --> [*]" for state in leads if state in final]
    return "\n".join([*lines, "```", ""])


def _held_from() -> tuple[Enum, ...]:
    return tuple(state for state, leads in ORDER_LEADS.items() if OrderEvent.HOLD in leads)


def _order_refusals() -> str:
    rows = []
    for state, refused in ORDER_REFUSED.items():
        rows += [
            (state.value, _words(events), code, "") for code, events in _by_code(refused).items()
        ]
        rows += [
            (state.value, _words(events), code, "second seed")
            for code, events in _by_code(SECOND_SEED.get(state, {})).items()
        ]
    return _rows(("status", "refused", "code", "asked for by"), rows)


def _conditions() -> str:
    rows = [
        (condition.value, _words(events), code, "")
        for condition, refused in CONDITIONS.items()
        for code, events in _by_code(refused).items()
    ]
    rows += [
        (condition.value, _words(events), code, "second seed")
        for condition, refused in SECOND_SEED_CONDITIONS.items()
        for code, events in _by_code(refused).items()
    ]
    return _rows(("when", "refused", "code", "asked for by"), rows)


def _by_code(refused: Mapping[_EventT, str]) -> dict[str, list[_EventT]]:
    found: dict[str, list[_EventT]] = {}
    for event, code in refused.items():
        found.setdefault(code, []).append(event)
    return found


def _words(events: Iterable[_Event]) -> str:
    return ", ".join(event.words for event in events)


def _rows(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([*lines, ""])
