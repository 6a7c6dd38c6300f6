"""Plays a small load against a landlord that was made wrong on purpose, and judges what came."""

import sys
from pathlib import Path

from nps_load.outcome import Outcome
from nps_load.runs import Task, judged, run_load
from nps_load.settings import Settings
from nps_load.simulator import running
from nps_load.targets import Login


def judged_against(
    landlord: Path,
    settings: Settings,
    logins: tuple[Login, ...],
    *,
    orders: int,
    comes_back: bool = False,
) -> Outcome:
    """The outcome of a load of so many orders on the landlord in that file, a program of its own;
    `comes_back` lets it be killed and started again.
    """
    folder, program = settings.reports.parent, (sys.executable, str(landlord))
    with running(folder, logins, program, comes_back=comes_back) as simulator:
        run_load(
            Task(settings=settings, logins=logins, orders=orders, url=simulator.endpoint), simulator
        )
        return judged(
            shape=settings.shape.name,
            contractors=len(logins),
            target="",
            reports=settings.reports,
            thresholds=(),
            simulator=simulator,
        )
