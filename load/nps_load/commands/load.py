"""`nps load`: many polling contractors, thresholds, and whether anything was lost or doubled."""

import argparse
import os
import sys
from contextlib import ExitStack
from dataclasses import replace
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import msgspec

from nps_load.commands._reverse import run_reverse
from nps_load.credentials import BASIC, SCHEMES, scheme_for
from nps_load.outcome import Outcome
from nps_load.reverse import PROFILE, SIZES
from nps_load.runs import Task, ended_as_interrupted, judged, run_load
from nps_load.settings import Settings
from nps_load.shapes import SHAPES, shape_named, shared_out
from nps_load.simulator import Simulator, own_logins, running
from nps_load.targets import Login, checked_target, checked_writes, read_logins, write_logins
from nps_load.thresholds import Threshold, load_thresholds
from nps_load.writing import as_plain, ready, summary, write_outcome
from nps_reports.in_use import in_use
from nps_scenarios.loader import load_profile
from nps_scenarios.problems import SetUpError
from nps_scenarios.times import TimeError, span
from nps_simulator.sandbox.definition import COMPACT, FULL

NAME: Final = "load"
SUMMARY: Final = "load an endpoint with polling contractors, and judge what came of it"
DEFAULT_REPORTS: Final = Path("reports/runs/load")
CONTRACTORS_A_SECOND: Final = 500  # that one process sets up
MOST_CONTRACTORS: Final = 20_000  # connections that a simulator serves; each has one
ORDERS: Final = 100
MOST_ORDERS: Final = 1_000_000
PROCESSES_A_CORE: Final = 4  # more make the machine the limit, and everybody on it wait


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = "shapes:\n" + "\n".join(f"  {s.name:18}{s.title}" for s in SHAPES.values())
    add = parser.add_argument
    add("--shape", default="steady", metavar="NAME", help="how the load goes (%(default)s)")
    add("--contractors", type=int, default=20, metavar="N", help="virtual contractors (20)")
    add("--orders", type=int, metavar="N", help=f"works orders our simulator raises ({ORDERS})")
    add("--duration", default="30s", metavar="SPAN", help="for example 30s, 5m, 1h (%(default)s)")
    add("--interval", default="5s", metavar="SPAN", help="between a contractor's polls (5s)")
    add("--target", metavar="URL", help="endpoint to load; without it, a simulator of our own")
    add("--users-file", type=Path, metavar="FILE", help="CSV of username,password for --target")
    add("--i-may-load", metavar="HOST", help="needed when the target is not this machine")
    add("--profile", metavar="NAME", help=f"policy of our own simulator ({PROFILE})")
    add("--credentials", choices=SCHEMES, help="as the profile demands; at --target basic")
    add("--writes", action="store_true", help="more than polling at --target: confirm, invoice")
    add("--zeep", type=int, default=0, metavar="N", help="contractors with a full SOAP stack (0)")
    add("--processes", type=int, default=1, metavar="N", help="generator processes (1)")
    add("--seed", type=int, default=1, metavar="N", help="seed of all chance (1)")
    add("--thresholds", type=Path, metavar="FILE", help="YAML; without it, the built-in ones")
    add("--reports", type=Path, default=DEFAULT_REPORTS, metavar="DIR", help="(%(default)s)")
    add("--journal", choices=[FULL, COMPACT], default=FULL, help="of our own simulator (full)")
    add("--database", type=Path, metavar="FILE", help="of our own simulator (a temporary one)")
    add("--judge", type=Path, metavar="DIR", help="run nothing: judge the records in DIR again")
    add(
        "--reverse",
        nargs="?",
        const=",".join(map(str, SIZES)),
        metavar="N,N",
        help="load the client instead: hand it so many changed orders (%(const)s)",
    )
    add("--contractor", type=Path, metavar="FILE", help="contractor.yaml of the client to reverse")
    add("--patience", default="30s", metavar="SPAN", help="silence that ends --reverse (30s)")
    add("--port", type=int, default=0, help="of the endpoint of --reverse (0: a free one)")
    add("--json", action="store_true", help="print the outcome as JSON")


def run(args: argparse.Namespace) -> int:
    """Run, judge, write; exit code 0 held, 1 did not, 2 undecided, 3 set-up error."""
    if args.reverse is not None:
        if args.profile or args.credentials:
            raise SetUpError(
                "--profile and --credentials are for contractors of ours; with --reverse leave "
                "them out."
            )
        return run_reverse(args)
    thresholds = load_thresholds(args.thresholds)
    if args.judge is not None:
        return _again(args, thresholds)
    if find_spec("locust") is None:
        raise SetUpError(
            "Locust is not installed; get it with: pip install 'nps-conformance[load]'"
        )
    settings = _settings(args)
    ready(args.reports)
    with ExitStack() as stack:
        stack.enter_context(in_use(args.reports))
        stack.enter_context(ended_as_interrupted())
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="nps-load-")))
        contractors = ceil(args.contractors / args.processes) * args.processes
        simulator: Simulator | None = None
        if args.target is None:
            logins = own_logins(contractors)
            own = running(
                folder,
                logins,
                journal=args.journal,
                database=args.database,
                comes_back=settings.shape.down is not None,
                profile=args.profile,
            )
            simulator = stack.enter_context(own)
            url = simulator.endpoint
        else:
            logins = _foreign_logins(args, contractors)
            url = checked_target(args.target, args.i_may_load)
        users_file = folder / "users.csv"
        write_logins(users_file, logins)
        task = Task(
            settings=replace(settings, users_file=users_file),
            logins=logins,
            orders=ORDERS if args.orders is None else args.orders,
            url=url,
        )
        sys.stderr.write(
            f"nps load: {settings.shape.name} ({settings.shape.title}), {contractors} "
            f"contractors for {settings.duration:g} s"
            f"{'' if settings.writes else ', polling only (no --writes)'}\n"
        )
        interrupted = run_load(task, simulator)
        sys.stderr.write("nps load: judging the record and the journal\n")
        outcome = judged(
            shape=settings.shape.name,
            contractors=contractors,
            target=args.target or "",
            reports=args.reports,
            thresholds=thresholds,
            simulator=simulator,
            interrupted=interrupted,
        )
        return _told(outcome, args.reports, as_json=args.json)


def _told(outcome: Outcome, reports: Path, *, as_json: bool) -> int:
    write_outcome(outcome, reports)
    if as_json:
        sys.stdout.write(msgspec.json.encode(as_plain(outcome)).decode() + "\n")
    else:
        sys.stdout.write(f"{summary(outcome)}\nReports are in {reports}.\n")
    return outcome.exit_code


def _again(args: argparse.Namespace, thresholds: tuple[Threshold, ...]) -> int:
    if not any(args.judge.glob("record-*.jsonl")):
        raise SetUpError(f"{args.judge} holds no record-*.jsonl; give what a run wrote.")
    with in_use(args.judge):
        outcome = judged(
            target=args.target or "a record",
            reports=args.judge,
            thresholds=thresholds,
            simulator=None,
        )
        return _told(outcome, args.judge, as_json=args.json)


def _foreign_logins(args: argparse.Namespace, contractors: int) -> tuple[Login, ...]:
    if args.users_file is None:
        raise SetUpError(
            "--target needs --users-file: a CSV file of username,password, one line for each "
            "contractor."
        )
    return read_logins(args.users_file, contractors)[:contractors]


def _settings(args: argparse.Namespace) -> Settings:
    """The settings of the generator. Raises SetUpError."""
    _check_numbers(args)
    _check_database(args)
    if args.orders is not None and args.target is not None:
        raise SetUpError(
            "--orders are raised by our own simulator: with --target leave them out, and have the "
            "landlord there raise what is to be worked on."
        )
    shape = shape_named(args.shape)
    writes = args.writes or args.target is None
    if args.target is not None:
        if shape.down is not None:
            raise SetUpError(
                f"Shape {shape.name} kills the server in mid-run, and that is done only to our own "
                "simulator: leave --target out."
            )
        checked_target(args.target, args.i_may_load)
        checked_writes(shape, writes=writes)
    contractors = ceil(args.contractors / args.processes) * args.processes
    return Settings(
        shape=shape,
        users_file=None,
        reports=args.reports.absolute(),
        duration=_seconds("--duration", args.duration),
        interval=_seconds("--interval", args.interval),
        lead=2 + contractors / CONTRACTORS_A_SECOND,
        seed=args.seed,
        workers=args.processes,
        writes=writes,
        i_may_load=args.i_may_load or "",
        roles=shared_out(shape, contractors, args.zeep),
        run="",
        stops=True,
        credentials=_credentials(args),
    )


def _credentials(args: argparse.Namespace) -> str:
    """How the contractors prove who they are. Raises SetUpError."""
    if args.target is None:
        return scheme_for(load_profile(args.profile or PROFILE), args.credentials)
    if args.profile is not None:
        raise SetUpError(
            "--profile is the policy of our own simulator; with --target leave it out, and say "
            "with --credentials how to sign in there."
        )
    return args.credentials or BASIC


def _check_database(args: argparse.Namespace) -> None:
    """Refuses a file with orders that are not of this run."""
    if args.database is None:
        return
    if args.target is not None:
        raise SetUpError("--database is for our own simulator: leave it or --target out.")
    if args.database.exists():
        raise SetUpError(
            f"--database {args.database} is there already: give a new file, or remove it."
        )
    if not args.database.absolute().parent.is_dir():
        raise SetUpError(f"--database {args.database}: there is no such directory.")


def _check_numbers(args: argparse.Namespace) -> None:
    """Refuses numbers that nothing could be done with, before anything is started."""
    for name in ("contractors", "processes", "seed"):
        if getattr(args, name) < 1:
            raise SetUpError(f"--{name} is {getattr(args, name)}, expected at least 1.")
    for name in ("orders", "zeep"):
        if (getattr(args, name) or 0) < 0:
            raise SetUpError(f"--{name} is {getattr(args, name)}, expected at least 0.")
    for name, most in (("contractors", MOST_CONTRACTORS), ("orders", MOST_ORDERS)):
        if (getattr(args, name) or 0) > most:
            raise SetUpError(f"--{name} is {getattr(args, name)}, expected at most {most:,}.")
    cores = os.cpu_count() or 1
    if args.processes > cores * PROCESSES_A_CORE:
        raise SetUpError(
            f"--processes is {args.processes}, expected at most {cores * PROCESSES_A_CORE} on this "
            f"machine ({PROCESSES_A_CORE} for each of its cores); for more load use several "
            "machines (load/README.md)."
        )


def _seconds(option: str, text: str) -> float:
    try:
        seconds = span(text).total_seconds()
    except TimeError as error:
        raise SetUpError(f"{option}: {error}") from error
    if seconds <= 0:
        raise SetUpError(f"{option} is {text}, expected more than nought, such as 30s.")
    return seconds
