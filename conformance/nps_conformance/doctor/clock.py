"""The times in messages are those of the clock that the contractor's file names."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from nps_conformance.doctor._check import Finding, not_reached, ok, problem
from nps_conformance.doctor._visit import Visit
from nps_simulator.clock import UK
from nps_simulator.journal.entries import Exchange

ORDER: Final = 12
NAME: Final = "clock"
NEEDS: Final = ("contractor file", "start", "credentials", "envelope", "first poll")
# What happens now: a visit that is planned (starts_at, ends_at) may lie anywhere.
NOW: Final = frozenset(
    {"received_at", "completed_at", "noted_at", "visited_at", "status_at", "cancelled_at"}
)
CLOSE: Final = timedelta(minutes=30)
HOUR: Final = timedelta(hours=1)
ABOUT: Final = timedelta(minutes=5)
DAY: Final = timedelta(days=1)


def look(visit: Visit) -> Finding:
    """Each time that means now is held against the landlord's at that call."""
    seen = 0
    for exchange in visit.exchanges:
        at = datetime.fromisoformat(exchange.at)
        for name, sent in _times(exchange):
            seen += 1
            if abs(sent - at) > CLOSE:
                return _off(visit, f"{exchange.operation}: {name} {sent.isoformat()}", sent, at)
    if not seen:
        return not_reached("no message held a time")
    return ok(f"{seen} times, all by the {visit.known.clock} clock")


def _off(visit: Visit, what: str, sent: datetime, at: datetime) -> Finding:
    seen = f"{what}, where it was {at.isoformat()}"
    if abs(abs(sent - at) - HOUR) <= ABOUT:
        return problem(
            f"{seen}: an hour off",
            "Send UK local time as it is told, without turning it into UTC (or with its offset).",
        )
    if visit.known.clock == "given" and abs(sent - visit.machine) < DAY:
        return problem(
            f"{seen}: that is this machine's clock",
            "Go by now of each fact (and NPS_NOW), or say clock: machine in contractor.yaml.",
        )
    change = (
        "Go by now of each fact, and NPS_NOW."
        if visit.known.clock == "given"
        else "Set the clocks of both machines by NTP, or say clock: given."
    )
    return problem(f"{seen}: {abs(sent - at)} off", change)


def _times(exchange: Exchange) -> Iterator[tuple[str, datetime]]:
    content: dict[str, Any] = exchange.request or {}
    for name in sorted(NOW & content.keys()):
        value = content[name]
        if not isinstance(value, str):
            continue
        sent = datetime.fromisoformat(value)
        yield name, sent if sent.tzinfo is None else sent.astimezone(UK).replace(tzinfo=None)
