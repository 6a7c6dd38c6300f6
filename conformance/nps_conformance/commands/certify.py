"""`nps certify`: plays scenarios against a contractor, judges the journals, writes the reports."""

import argparse
import asyncio
import signal
import sys
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from nps_conformance.contractor_file import ContractorFile, load_contractor, reference
from nps_conformance.control import controlled, play_control
from nps_conformance.judge import rules_sha256
from nps_conformance.judge_run import OWN_ERROR, SETUP_ERROR, UNDECIDED, judge_run
from nps_conformance.kept_journal import Shelf
from nps_conformance.known_failures import weighed
from nps_conformance.plan import AT_A_TIME, LOGS, MODES, Part, Played, Stage, play_all
from nps_conformance.rules._book import RULES
from nps_conformance.run_folder import RUNS, fresh, kept, prepared, reported, write
from nps_conformance.telling import Telling
from nps_reports.record import Run
from nps_reports.report import find_writers
from nps_scenarios.loader import load_profile, load_scenarios, scenario_names
from nps_scenarios.problems import SetUpError
from nps_simulator.clock import machine_now, monotonic

NAME: Final = "certify"
SUMMARY: Final = "certify a contractor: play scenarios, judge, write reports"
BY_HAND: Final = frozenset({"none", "person"})  # kinds whose clients are pointed here by somebody


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand."""
    parser.add_argument(
        "--contractor",
        metavar="FILE",
        type=Path,
        help="a contractor.yaml (default: the reference contractor, driven like any other)",
    )
    parser.add_argument(
        "--scenario", metavar="NAME", action="append", help="play only this one; may be repeated"
    )
    parser.add_argument(
        "--scenarios", metavar="DIR", type=Path, help="a folder of scenarios of your own, besides"
    )
    parser.add_argument("--profile", metavar="NAME", help="the landlord (default: the scenario's)")
    parser.add_argument(
        "--mode",
        choices=[*MODES, "both"],
        default="both",
        help="faithful: the landlord refuses what is out of order; gullible: it lets it pass, "
        "so that only the judge can catch it (default: both)",
    )
    parser.add_argument("--seed", metavar="N", type=int, help="(default: the scenario's)")
    parser.add_argument(
        "--no-variation",
        action="store_true",
        help="give every answer in one form; without it order, prefixes, white space, chunks and "
        "the like vary by the seed, as far as the contract leaves them open",
    )
    parser.add_argument(
        "--no-control",
        action="store_true",
        help="believe every failure; without it, a scenario in which yours fails is played again "
        "with the reference contractor, to see that it is not the scenario's fault",
    )
    parser.add_argument(
        "--reports",
        metavar="DIR",
        type=Path,
        help=f"where reports go (default: {RUNS.as_posix()}/<time>)",
    )
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=int,
        help="play so many scenarios at a time, each against an address of its own (default: "
        f"{AT_A_TIME} for the reference contractor, 1 for yours, which may keep one database)",
    )
    parser.add_argument(
        "--json", action="store_true", help="print run.json on standard output, progress beside it"
    )


def run(args: argparse.Namespace) -> int:
    """Certify; the exit code of the run."""
    contractor = load_contractor(args.contractor) if args.contractor else reference()
    parts = plan(args, contractor)
    began = machine_now()
    folder: Path = args.reports or fresh(RUNS, f"{began:%Y%m%dT%H%M%SZ}")
    with prepared(folder):
        return _certified(args, contractor, parts, folder, began)


def _certified(
    args: argparse.Namespace,
    contractor: ContractorFile,
    parts: list[Part],
    folder: Path,
    began: datetime,
) -> int:
    """Play, judge and write into a folder that is ours alone; the exit code of the run."""
    telling = Telling(sys.stderr if args.json else sys.stdout, folder / LOGS)
    telling.begins(contractor, parts)
    start = monotonic()
    stage = Stage(
        contractor=contractor,
        folder=folder,
        rules_sha256=rules_sha256(),
        at_a_time=args.jobs,
        keep=partial(kept, folder, shelf=Shelf()),
    )
    played, interrupted = asyncio.run(_play(parts, stage, telling))
    if not played:
        telling.line("Interrupted before anything was played; there is nothing to report.")
        return UNDECIDED
    seconds = monotonic() - start
    judged = judge_run(tuple(each.entries) for each in played)
    if args.contractor and not (args.no_control or interrupted):
        control = partial(_control, telling=telling)
        judged = controlled(judged, play_control(judged, played, contractor, folder, control))
    tried = () if interrupted else tried_rules(args, judged)
    judged = weighed(judged, contractor.known_failures, on=began.date(), tried=tried)
    result = settled(judged, played, len(parts), interrupted)
    report = reported(result, played, ("nps", "certify", *sys.argv[2:]), began, seconds)
    paths = write(folder, report, played)
    if args.json:
        sys.stdout.write(find_writers()["run.json"].render(report).decode())
    telling.ends(result, args, paths)
    return result.exit_code


def plan(args: argparse.Namespace, contractor: ContractorFile) -> list[Part]:
    """What is to be played, in order. Raises SetUpError."""
    own = [args.scenarios] if args.scenarios else []
    names = list(dict.fromkeys(args.scenario or scenario_names(own)))
    modes = MODES if args.mode == "both" else (args.mode,)
    if args.jobs is None:
        args.jobs = 1 if args.contractor else AT_A_TIME
    if args.jobs < 1:
        raise SetUpError(f"--jobs is {args.jobs}: play at least one at a time.")
    if args.seed is not None and args.seed < 0:
        raise SetUpError(f"--seed is {args.seed}: a seed is a whole number from 0 on.")
    scenarios = list(
        {each.id: each for name in names for each in load_scenarios(name, own)}.values()
    )
    profiles = {
        scenario.id: load_profile(args.profile or scenario.profile) for scenario in scenarios
    }
    if contractor.driver.kind in BY_HAND and args.jobs != 1:
        args.jobs = 1  # one address after the other: somebody has to point the client at it
    return [
        Part(
            scenario=scenario,
            profile=profiles[scenario.id],
            mode=mode,
            seed=scenario.seed if args.seed is None else args.seed,
            vary=not args.no_variation,
        )
        for scenario in scenarios
        for mode in modes
    ]


async def _play(parts: Sequence[Part], stage: Stage, telling: Telling) -> tuple[list[Played], bool]:
    """Play, and end in order when told to: Ctrl-C cancels this task, and so does SIGTERM.

    SIGINT is asked for by name, since a pipeline's background job is started with it ignored.
    """
    task = asyncio.current_task()
    if task is not None:
        with suppress(NotImplementedError, RuntimeError):
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    open_to_all = stage.contractor.driver.kind in BY_HAND
    ready = telling.address if open_to_all else lambda _: None
    return await play_all(parts, stage, telling.played, ready)


def _control(parts: Sequence[Part], stage: Stage, telling: Telling) -> tuple[list[Played], bool]:
    """Play the control run, and say why."""
    telling.line("Played again with the reference contractor, for the contractor failed there:")
    return asyncio.run(_play(parts, stage, telling.of_control()))


def tried_rules(args: argparse.Namespace, run: Run) -> Collection[str]:
    """Rules that the run could show to be broken: all in a whole plan, else those in scope."""
    if not args.scenario and args.mode == "both":
        return RULES.keys()
    return {each.rule for each in run.summary if each.in_scope}


def settled(run: Run, played: Sequence[Played], planned: int, interrupted: bool) -> Run:  # noqa: FBT001 - a fact, not a switch
    """The run as judged, unless it did not come to its end."""
    broken = [each for each in played if each.problem]
    if broken:
        ours = any(each.part.scenario.id in scenario_names() for each in broken)
        whose = "our own error" if ours else "the scenario cannot be played"
        code = OWN_ERROR if ours else SETUP_ERROR
        return replace(run, exit_code=code, conclusion=f"No result, {whose}: {broken[0].problem}")
    if interrupted and run.exit_code in {0, UNDECIDED}:
        ended = sum(not each.cut_short for each in played)
        text = f"Interrupted: {ended} of {planned} sandboxes came to their end."
        return replace(run, exit_code=UNDECIDED, conclusion=text)
    return run
