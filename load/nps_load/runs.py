"""Runs Locust in a process of its own, feeds our simulator meanwhile, and judges what was left.

Locust patches the standard library when it is imported, so it is never imported here.
"""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http.client import HTTPException
from importlib.resources import files
from math import ceil
from pathlib import Path
from threading import Event
from typing import Final

from nps_load.etiquette import etiquette
from nps_load.feeding import Feeder, planned
from nps_load.invariants import INVARIANTS, JOURNAL, not_applicable
from nps_load.kept import judge_journal
from nps_load.manners import MOST_ENTRIES, judge_rules
from nps_load.measures import measure
from nps_load.outages import judge_drains
from nps_load.outcome import Outcome
from nps_load.record import PATTERN, Record, RecordFile, Timeline, read_record, started
from nps_load.seen import judge_record
from nps_load.settings import Settings
from nps_load.simulator import LOOPBACK, SANDBOX, Simulator
from nps_load.targets import Login
from nps_load.thresholds import Threshold, check
from nps_scenarios.problems import SetUpError
from nps_simulator.dice import Dice
from nps_simulator.journal.entries import Entry

GRACE: Final = 10  # seconds for requests under way at the end
SET_UP: Final = 3
FEEDER: Final = "feeder"
SAID: Final = "locust.txt"  # Locust's own tables and complaints
STDERR: Final = 2  # progress goes to ours, whatever sys.stderr is
_RUN: Final = "import sys; from locust.main import main; sys.exit(main())"
NO_JOURNAL: Final = "the landlord's journal is not at hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What to run: the settings of the generator, and against what."""

    settings: Settings
    logins: tuple[Login, ...]
    orders: int
    url: str


def locust_command(task: Task) -> list[str]:
    """The command line of the generator; its settings go by environment."""
    settings = task.settings
    seconds = ceil(settings.lead + settings.duration) + GRACE  # it stops itself before
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
    if settings.workers == 1:
        return command
    port = str(_free_port())
    return [
        *command,
        *("--processes", str(settings.workers)),
        *("--master-bind-host", LOOPBACK, "--master-bind-port", port),
        *("--master-host", LOOPBACK, "--master-port", port),
    ]


def _free_port() -> int:
    """A port that nobody listens on now, so that two runs on one machine do not meet."""
    with socket.create_server((LOOPBACK, 0)) as found:
        port: int = found.getsockname()[1]
        return port


def run_load(task: Task, simulator: Simulator | None) -> bool:
    """Run to the end; True when it was interrupted. Raises SetUpError when Locust could not run."""
    reports = task.settings.reports
    reports.mkdir(parents=True, exist_ok=True)
    for old in (*reports.glob(PATTERN), *reports.glob("locust.*")):
        old.unlink()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LOCUST_")}
    timeline = Timeline()
    interrupted = False
    with (
        (reports / SAID).open("wb") as output,
        subprocess.Popen(  # noqa: S603 - our own program
            locust_command(task),
            env={**kept, **task.settings.to_environment()},
            stdin=subprocess.DEVNULL,
            stdout=STDERR,
            stderr=output,
            start_new_session=True,  # Ctrl-C reaches us alone, and we pass it on
        ) as process,
        _feeding(task, simulator, timeline),
    ):
        try:
            code = process.wait()
        except KeyboardInterrupt:
            interrupted = True
            process.send_signal(signal.SIGINT)
            code = _ended(process)
        except BaseException:
            _kill(process)
            raise
    if code == SET_UP:
        said = (reports / SAID).read_text(errors="replace").strip().splitlines()
        raise SetUpError(said[-1] if said else "the generator did not start, and did not say why.")
    if code != 0 and not interrupted:
        raise SetUpError(f"Locust ended with exit code {code}; {reports / 'locust.log'} says why.")
    return interrupted


def _ended(process: "subprocess.Popen[bytes]") -> int:
    """The exit code of a generator that was asked to end; one that does not end is killed."""
    try:
        return process.wait(GRACE + GRACE)
    except subprocess.TimeoutExpired:
        _kill(process)
        return process.wait()


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill the generator with all its processes, which share a group of their own."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def ended_as_interrupted() -> Iterator[None]:
    """Within the block a request to end (SIGTERM) does what Ctrl-C does, so that nothing we started
    goes on without us.
    """

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _feeding(task: Task, simulator: Simulator | None, timeline: Timeline) -> Iterator[None]:
    """Be the landlord in a thread while the block runs. Raises SetUpError after it."""
    shape = task.settings.shape
    if simulator is None or not (task.orders or shape.down):
        yield
        return
    settings = task.settings
    with RecordFile(settings.reports, FEEDER) as record, ThreadPoolExecutor(1) as pool:
        feeder = Feeder(
            simulator=simulator,
            contractors=[login.username for login in task.logins],
            plan=planned(shape, task.orders, settings.duration),
            begins=partial(_begins, settings.reports),
            now=timeline.now,
            record=record,
            chance=Dice(settings.seed).stream("orders"),
            stop=Event(),
        )
        feeding = pool.submit(feeder.feed)
        try:
            yield
        finally:
            feeder.stop.set()
            wait([feeding])
        try:
            feeding.result()
        except (OSError, HTTPException) as error:
            raise SetUpError(
                f"Our own simulator was not there to raise orders ({error}); run it again, and if "
                "it ends again, say what it said."
            ) from error


def _kept_first(entries: Iterator[Entry], first: list[Entry]) -> Iterator[Entry]:
    """The same entries; as many as the rules can judge, and one more, are kept in `first`."""
    for entry in entries:
        if len(first) <= MOST_ENTRIES:
            first.append(entry)
        yield entry


def _begins(reports: Path) -> float | None:
    """The first moment of the shape, once the generator is set up."""
    found = started(reports)
    return found.begins if found else None


def judged(  # noqa: PLR0913 - all are named
    *,
    shape: str = "",
    contractors: int = 0,
    target: str,
    reports: Path,
    thresholds: Sequence[Threshold],
    simulator: Simulator | None,
    interrupted: bool = False,
) -> Outcome:
    """Judge what a run left in its directory, and the journal where we have it. Shape and number of
    contractors are those of the record when they are left out.
    """
    record = Record.of(read_record(reports))
    measured = measure(record)
    findings = judge_record(record) + judge_drains(measured.drains, interrupted=interrupted)
    if simulator is not None:
        control = simulator.control()
        try:
            first: list[Entry] = []
            findings += judge_journal(_kept_first(control.journal(SANDBOX), first), record)
            findings += judge_rules(first)
        finally:
            control.close()
    else:
        findings += not_applicable(INVARIANTS, JOURNAL, NO_JOURNAL)
    return Outcome(
        shape=shape or record.shape,
        contractors=contractors or record.contractors,
        target=target,
        measured=measured,
        thresholds=tuple(check(each, measured) for each in thresholds),
        findings=findings,
        etiquette=etiquette(record),
        interrupted=interrupted,
    )
