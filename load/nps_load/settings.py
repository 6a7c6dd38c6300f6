"""The settings of a generator process, from environment variables.

`nps load` sets them for the Locust it starts; whoever runs `locust -f` plainly sets them by hand.
Locust's own options stay Locust's: the target is `--host`, the number of contractors `--users`.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import Final

from nps_load.credentials import BASIC, SCHEMES
from nps_load.shapes import ROLES, SHAPES, Shape, shape_named
from nps_scenarios.problems import SetUpError
from nps_scenarios.times import TimeError, span

DEFAULTS: Final[Mapping[str, str]] = {
    "NPS_LOAD_SHAPE": "steady",
    "NPS_LOAD_USERS_FILE": "",
    "NPS_LOAD_REPORTS": "reports/runs/load",
    "NPS_LOAD_DURATION": "60",
    "NPS_LOAD_INTERVAL": "5",
    "NPS_LOAD_LEAD": "1",
    "NPS_LOAD_SEED": "1",
    "NPS_LOAD_WORKERS": "1",
    "NPS_LOAD_WRITES": "",
    "NPS_I_MAY_LOAD": "",
    "NPS_LOAD_ROLES": "",
    "NPS_LOAD_RUN": "",
    "NPS_LOAD_STOPS": "",
    "NPS_LOAD_CREDENTIALS": BASIC,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One run, as a generator process knows it. Times in seconds.

    `lead` is the time between the start and the first moment of the shape, for contractors to be
    set up. `workers` is the number of generator processes that share the contractors. `roles` are
    fixed numbers of contractors by role; left out, the shape's shares count. `run` makes external
    references unlike those of every other run; left out, the time does. `stops`: end after one turn
    of the shape, instead of beginning it again. `credentials` is one of `credentials.SCHEMES`.
    """

    shape: Shape
    users_file: Path | None
    reports: Path
    duration: float
    interval: float
    lead: float
    seed: int
    workers: int
    writes: bool
    i_may_load: str
    roles: Mapping[str, int]
    run: str
    stops: bool
    credentials: str = BASIC

    def to_environment(self) -> dict[str, str]:
        """The variables that `from_environment` reads back."""
        return {
            "NPS_LOAD_SHAPE": self.shape.name,
            "NPS_LOAD_USERS_FILE": str(self.users_file or ""),
            "NPS_LOAD_REPORTS": str(self.reports),
            "NPS_LOAD_DURATION": str(self.duration),
            "NPS_LOAD_INTERVAL": str(self.interval),
            "NPS_LOAD_LEAD": str(self.lead),
            "NPS_LOAD_SEED": str(self.seed),
            "NPS_LOAD_WORKERS": str(self.workers),
            "NPS_LOAD_WRITES": "1" if self.writes else "",
            "NPS_I_MAY_LOAD": self.i_may_load,
            "NPS_LOAD_ROLES": ",".join(f"{role}={count}" for role, count in self.roles.items()),
            "NPS_LOAD_RUN": self.run,
            "NPS_LOAD_STOPS": "1" if self.stops else "",
            "NPS_LOAD_CREDENTIALS": self.credentials,
        }

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """The settings. Raises SetUpError that names the variable."""
        text = {name: environment.get(name, "") or DEFAULTS[name] for name in DEFAULTS}
        shape = text["NPS_LOAD_SHAPE"]
        if shape not in SHAPES:
            raise SetUpError(f"NPS_LOAD_SHAPE is {shape!r}; choose one of {', '.join(SHAPES)}.")
        stops = text["NPS_LOAD_STOPS"] == "1"
        if SHAPES[shape].down and not stops:
            raise SetUpError(
                f"NPS_LOAD_SHAPE is {shape!r}, which stops our own simulator, and only "
                "`nps load` can do that; the contractors' side of it is outage-and-drain."
            )
        users_file = text["NPS_LOAD_USERS_FILE"]
        return cls(
            shape=shape_named(shape),
            users_file=Path(users_file) if users_file else None,
            reports=Path(text["NPS_LOAD_REPORTS"]),
            duration=_seconds("NPS_LOAD_DURATION", text),
            interval=_seconds("NPS_LOAD_INTERVAL", text),
            lead=_seconds("NPS_LOAD_LEAD", text),
            seed=int(_above_nought("NPS_LOAD_SEED", text)),
            workers=int(_above_nought("NPS_LOAD_WORKERS", text)),
            writes=text["NPS_LOAD_WRITES"] == "1",
            i_may_load=text["NPS_I_MAY_LOAD"],
            roles=_roles(text["NPS_LOAD_ROLES"]),
            run=text["NPS_LOAD_RUN"],
            stops=stops,
            credentials=_scheme(text["NPS_LOAD_CREDENTIALS"]),
        )


def _seconds(name: str, text: Mapping[str, str]) -> float:
    """A span as `nps load` takes it, or a plain number of seconds."""
    try:
        value = span(text[name]).total_seconds()
    except TimeError:
        value = _number(text[name])
    if not 0 < value < inf:
        raise SetUpError(
            f"{name} is {text[name]!r}, expected more than nought, such as 30s or 5m, or a number "
            "of seconds."
        )
    return value


def _above_nought(name: str, text: Mapping[str, str]) -> float:
    value = _number(text[name])
    if not 0 < value < inf:
        raise SetUpError(f"{name} is {text[name]!r}, expected a number above 0.")
    return value


def _number(text: str) -> float:
    """The number, nought when it is none."""
    try:
        return float(text)
    except ValueError:
        return 0.0


def _scheme(text: str) -> str:
    if text not in SCHEMES:
        raise SetUpError(f"NPS_LOAD_CREDENTIALS is {text!r}, expected one of {', '.join(SCHEMES)}.")
    return text


def _roles(text: str) -> dict[str, int]:
    counts: dict[str, int] = {}
    for part in filter(None, text.split(",")):
        role, _, count = part.partition("=")
        if role not in ROLES or not count.isdigit():
            raise SetUpError(
                f"NPS_LOAD_ROLES has {part!r}, expected ROLE=NUMBER with a role of "
                f"{', '.join(ROLES)}."
            )
        counts[role] = int(count)
    return counts
