"""Shapes: how the load goes over the time of a run, by name. To add one: one entry in SHAPES.

A shape is data. `pace` is the rate of polls as a multiple of the steady one, in steps over the
duration; `herds` are the moments when everybody polls at once; `roles` share out the contractors;
`raising` is when the landlord raises orders. All moments are shares of the duration, 0 to 1. Who is
due when follows in `schedule.py`, and nothing of it depends on how quick the replies are (an open
model).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from nps_scenarios.problems import SetUpError

POLLER: Final = "Poller"  # polls at its interval with jitter, reads and confirms what is listed
WORKER: Final = "Worker"  # does whole orders: visit, completion, batch invoice
HERD: Final = "Herd"  # polls on the stroke of the interval, like all the others
ZEEP: Final = "ZeepWorker"  # a Worker with a full SOAP stack; slow and true
ROLES: Final = (POLLER, WORKER, HERD, ZEEP)

Steps = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One shape. Each step of `pace` is (until, multiple); the last one ends at 1. `invoices_from`
    is when Workers begin to send invoices; before, what is completed waits. `silence` is when the
    contractors are cut off, `down` when our own simulator is, by a kill; None for never.
    """

    name: str
    title: str
    pace: Steps = ((1.0, 1.0),)
    herds: tuple[float, ...] = ()
    roles: Mapping[str, float]
    raising: tuple[float, float] = (0.0, 0.6)
    invoices_from: float = 0.0
    needs_writes: bool = False
    silence: tuple[float, float] | None = None
    down: tuple[float, float] | None = None


def _ramp(first: float, last: float, steps: int) -> Steps:
    """Even steps from one multiple to another."""
    rise = (last - first) / (steps - 1)
    return tuple(((step + 1) / steps, first + step * rise) for step in range(steps))


_EVERYDAY: Final = MappingProxyType({POLLER: 0.8, WORKER: 0.2})
_ALL: Final = (
    Shape(
        name="steady",
        title="every contractor polls at its interval, the polls spread evenly",
        roles=_EVERYDAY,
    ),
    Shape(
        name="ramp",
        title="from a tenth of the steady rate to twice that rate",
        pace=_ramp(0.1, 2.0, 20),
        roles=_EVERYDAY,
    ),
    Shape(
        name="spike",
        title="steady, with eight times the rate for a tenth of the time",
        pace=((0.45, 1.0), (0.55, 8.0), (1.0, 1.0)),
        roles=_EVERYDAY,
    ),
    Shape(
        name="monday-herd",
        title="nobody before 08:00, then everybody at once and on the stroke of the interval",
        pace=((0.2, 0.0), (1.0, 1.0)),
        roles=MappingProxyType({HERD: 1.0}),
        raising=(0.0, 0.15),
    ),
    Shape(
        name="month-end",
        title="completed work is kept back, then everybody sends invoices",
        roles=MappingProxyType({WORKER: 1.0}),
        raising=(0.0, 0.4),
        invoices_from=0.7,
        needs_writes=True,
    ),
    Shape(
        name="outage-and-drain",
        title="contractors are cut off while orders pile up, then all come back at once",
        pace=((0.2, 1.0), (0.5, 0.0), (1.0, 2.0)),
        herds=(0.5,),
        roles=_EVERYDAY,
        raising=(0.0, 0.5),
        silence=(0.2, 0.5),
    ),
    Shape(
        name="server-outage",
        title="our own simulator is killed in mid-run and comes back; everybody goes on",
        roles=MappingProxyType({POLLER: 0.5, WORKER: 0.5}),
        raising=(0.0, 0.6),
        down=(0.35, 0.55),
    ),
)
SHAPES: Final[Mapping[str, Shape]] = MappingProxyType({each.name: each for each in _ALL})


def shape_named(name: str) -> Shape:
    """The shape of that name. Raises SetUpError that lists them all."""
    if name not in SHAPES:
        raise SetUpError(f"There is no shape {name!r}; choose one of {', '.join(SHAPES)}.")
    return SHAPES[name]


def shared_out(shape: Shape, contractors: int, zeep: int = 0) -> dict[str, int]:
    """How many contractors play each role; `zeep` of the Workers (or Pollers) use a full stack.

    Every role of the shape gets at least one contractor when there are enough of them.
    """
    roles = sorted(shape.roles.items(), key=lambda item: item[1])
    counts = dict.fromkeys(ROLES, 0)
    left = contractors
    for place, (role, share) in enumerate(roles, start=1):
        last = place == len(roles)
        counts[role] = left if last else min(left, max(1, round(contractors * share)))
        left -= counts[role]
    for role in (WORKER, POLLER, HERD):
        moved = min(zeep - counts[ZEEP], counts[role])
        counts[role] -= moved
        counts[ZEEP] += moved
    return counts
