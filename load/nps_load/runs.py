"""Runs Locust in a process of its own, feeds our simulator meanwhile, and judges what was left.

Locust patches the standard library when it is imported, so it is never imported here.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from math import ceil
from pathlib import Path
from threading import Event, Thread
from typing import Final

from nps_load.feeding import feed, moments
from nps_load.invariants import INVARIANTS, JOURNAL, not_applicable
from nps_load.kept import judge_journal
from nps_load.measures import measure
from nps_load.outcome import Outcome
from nps_load.record import PATTERN, Record, RecordFile, Timeline, read_record
from nps_load.seen import judge_record
from nps_load.settings import Settings
from nps_load.simulator import SANDBOX, Simulator
from nps_load.targets import Login
from nps_load.thresholds import Threshold, check
from nps_scenarios.problems import SetUpError
from nps_simulator.dice import Dice

GRACE: Final = 10  # seconds for requests under way at the end
SET_UP: Final = 3
FEEDER: Final = "feeder"
_RUN: Final = "import sys; from locust.main import main; sys.exit(main())"
NO_JOURNAL: Final = "a foreign endpoint keeps its journal to itself"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What to run: the settings of the generator, and against what."""

    settings: Settings
    logins: tuple[Login, ...]
    orders: int
    url: str
    foreign: bool


def locust_command(task: Task) -> list[str]:
    """The command line of the generator; its settings go by environment."""
    settings = task.settings
    seconds = ceil(settings.lead + settings.duration)
    command = [
        *(sys.executable, "-c", _RUN),
        *("-f", str(files("nps_load") / "locustfile.py")),
        *("--headless", "--only-summary", "--exit-code-on-error", "0"),
        *("--host", task.url, "--users", str(len(task.logins))),
        *("--spawn-rate", str(len(task.logins)), "--run-time", f"{seconds}s"),
        *("--stop-timeout", str(GRACE)),
        *("--html", str(settings.reports / "locust.html")),
        *("--logfile", str(settings.reports / "locust.log")),
    ]
    return command + (["--processes", str(settings.workers)] if settings.workers > 1 else [])


def run_load(task: Task, simulator: Simulator | None) -> bool:
    """Run to the end; True when it was interrupted. Raises SetUpError when Locust could not run."""
    reports = task.settings.reports
    reports.mkdir(parents=True, exist_ok=True)
    for old in reports.glob(PATTERN):
        old.unlink()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOCUST_")}
    timeline = Timeline()
    interrupted = False
    with (
        (reports / "locust.txt").open("wb") as output,
        subprocess.Popen(  # noqa: S603 - our own program
            locust_command(task),
            env={**kept, **task.settings.to_environment()},
            stdin=subprocess.DEVNULL,
            stdout=output,
            start_new_session=True,  # Ctrl-C reaches us alone, and we pass it on
        ) as process,
        _feeding(task, simulator, timeline),
    ):
        try:
            code = process.wait()
        except KeyboardInterrupt:
            interrupted = True
            process.send_signal(signal.SIGINT)
            code = process.wait(GRACE + GRACE)
        except BaseException:
            process.kill()
            raise
    if code == SET_UP:
        raise SetUpError("the generator did not start; its reason is above.")
    if code != 0 and not interrupted:
        raise SetUpError(f"Locust ended with exit code {code}; {reports / 'locust.log'} says why.")
    return interrupted


@contextmanager
def _feeding(task: Task, simulator: Simulator | None, timeline: Timeline) -> Iterator[None]:
    """Raise orders in a thread while the block runs."""
    if simulator is None or not task.orders:
        yield
        return
    settings = task.settings
    stop = Event()
    with RecordFile(settings.reports, FEEDER) as record:
        control = simulator.control()
        arguments: Mapping[str, object] = {
            "control": control,
            "contractors": [login.username for login in task.logins],
            "due": moments(settings.shape, task.orders, settings.duration),
            "begins": timeline.now() + settings.lead,
            "now": timeline.now,
            "record": record,
            "chance": Dice(settings.seed).stream("orders"),
            "stop": stop,
        }
        thread = Thread(target=feed, kwargs=arguments, name=FEEDER)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
            control.close()


def judged(  # noqa: PLR0913 - all are named
    *,
    shape: str,
    contractors: int,
    target: str,
    reports: Path,
    thresholds: Sequence[Threshold],
    simulator: Simulator | None,
    interrupted: bool = False,
) -> Outcome:
    """Judge what a run left in its directory, and the journal where we have it."""
    record = Record.of(read_record(reports))
    measured = measure(record)
    findings = judge_record(record)
    if simulator is not None:
        control = simulator.control()
        try:
            findings += judge_journal(control.journal(SANDBOX), record)
        finally:
            control.close()
    else:
        findings += not_applicable(INVARIANTS, JOURNAL, NO_JOURNAL)
    return Outcome(
        shape=shape,
        contractors=contractors,
        target=target,
        measured=measured,
        thresholds=tuple(check(each, measured) for each in thresholds),
        findings=findings,
        interrupted=interrupted,
    )
