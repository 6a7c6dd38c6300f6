"""`nps seeds`: plays the reference contractor under many seeds; it has to uphold every rule.

A seed changes what the landlord may choose freely: texts and forms of its replies. What a client
has to make of them stays the same, so a rule that falls under one seed alone is a fault of ours.
"""

import argparse
import asyncio
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from nps_conformance.contractor_file import reference
from nps_conformance.judge import rules_sha256
from nps_conformance.judge_run import CONFORMANT, NOT_CONFORMANT, OWN_ERROR, judge_run
from nps_conformance.plan import AT_A_TIME, MODES, Part, Played, Stage, play_all
from nps_conformance.telling import Telling
from nps_reports.record import Word
from nps_scenarios.loader import load_profile, load_scenarios, scenario_names
from nps_scenarios.problems import SetUpError
from nps_scenarios.scenario import Scenario

NAME: Final = "seeds"
SUMMARY: Final = "show that the reference contractor upholds every rule under many seeds"
SEEDS: Final = 200  # a night's worth
MOST_SHOWN: Final = 5  # seeds of one scenario that are told of one by one
BROKEN: Final = frozenset({Word.FAILED, Word.WARNED, Word.ERROR})


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand."""
    parser.add_argument(
        "--seeds", metavar="N", type=int, default=SEEDS, help=f"how many (default: {SEEDS})"
    )
    parser.add_argument(
        "--first", metavar="N", type=int, default=1, help="the first of them (default: 1)"
    )
    parser.add_argument(
        "--scenario", metavar="NAME", action="append", help="play only this one; may be repeated"
    )
    parser.add_argument(
        "--sample",
        metavar="N",
        type=int,
        help="play so many scenarios with each seed, others with the next (default: all)",
    )
    parser.add_argument(
        "--mode", choices=[*MODES, "both"], default="both", help="how the landlord is (both)"
    )
    parser.add_argument(
        "--jobs",
        metavar="N",
        type=int,
        default=AT_A_TIME,
        help=f"play so many sandboxes at a time (default: {AT_A_TIME})",
    )


@dataclass(slots=True)
class _Account:
    """What came of one scenario: how often it was played, and where it was not upheld."""

    seeds: int = 0
    sandboxes: int = 0
    wrong: list[str] = field(default_factory=list)
    ours: bool = False


def run(args: argparse.Namespace) -> int:
    """Play them all; 0 when everything was upheld, else 1, or 4 when something could not be."""
    for name in ("seeds", "jobs", "sample"):
        value = getattr(args, name)
        if value is not None and value < 1:
            raise SetUpError(f"--{name} is {value}: it is a whole number from 1 on.")
    if args.first < 0:
        raise SetUpError(f"--first is {args.first}: a seed is a whole number from 0 on.")
    names = args.scenario or scenario_names()
    found = {each.id: each for name in names for each in load_scenarios(name)}
    scenarios = list(found.values())
    modes = MODES if args.mode == "both" else (args.mode,)
    telling = Telling(sys.stdout)
    accounts: dict[str, _Account] = {name: _Account() for name in found}
    with TemporaryDirectory(prefix="nps-seeds-") as folder:
        for seed in range(args.first, args.first + args.seeds):
            chosen = sampled(scenarios, seed, args.sample)
            played = asyncio.run(_play(chosen, seed, modes, Path(folder) / str(seed), args.jobs))
            wrong = _account(played, seed, accounts)
            told = "; ".join(wrong) if wrong else "all upheld"
            telling.line(f"  seed {seed}: {len(played)} sandboxes, {told}")
    return _conclude(accounts, telling)


def sampled(scenarios: Sequence[Scenario], seed: int, sample: int | None) -> list[Scenario]:
    """The scenarios of one seed: all, or so many, so that in turn each is played."""
    if sample is None or sample >= len(scenarios):
        return list(scenarios)
    return [scenarios[(seed * sample + each) % len(scenarios)] for each in range(sample)]


async def _play(
    scenarios: Sequence[Scenario], seed: int, modes: Sequence[str], folder: Path, jobs: int
) -> list[Played]:
    parts = [
        Part(scenario=each, profile=load_profile(each.profile), mode=mode, seed=seed, vary=True)
        for each in scenarios
        for mode in modes
    ]
    stage = Stage(
        contractor=reference(), folder=folder, rules_sha256=rules_sha256(), at_a_time=jobs
    )
    played, interrupted = await play_all(parts, stage, lambda _: None, lambda _: None)
    if interrupted:  # play_all has kept the cancellation to itself, to end in order
        raise asyncio.CancelledError
    return played


def _account(played: Sequence[Played], seed: int, accounts: dict[str, _Account]) -> list[str]:
    """Take a seed's sandboxes in; what was not upheld in them."""
    several: defaultdict[str, list[Played]] = defaultdict(list)
    for each in played:
        several[each.part.scenario.id].append(each)
    wrong: list[str] = []
    for name, found in several.items():
        account = accounts[name]
        account.seeds += 1
        account.sandboxes += len(found)
        account.ours = account.ours or any(each.problem for each in found)
        told = [f"{name}: {each}" for each in lacks(found)]
        account.wrong += [f"seed {seed}: {each}" for each in told]
        wrong += told
    return wrong


def lacks(played: Sequence[Played]) -> Iterator[str]:
    """What was not upheld in one scenario under one seed."""
    problems = [each.problem for each in played if each.problem]
    if problems:
        yield problems[0]
        return
    run = judge_run(each.entries for each in played)
    broken = [each for each in run.summary if each.verdict in BROKEN]
    yield from (f"{each.rule} {each.verdict} ({each.reason})" for each in broken)
    if not broken and run.exit_code != CONFORMANT:
        yield run.conclusion


def _conclude(accounts: dict[str, _Account], telling: Telling) -> int:
    width = max(len(name) for name in accounts)
    there = {name: account for name, account in accounts.items() if account.seeds}
    for name, account in there.items():
        word = "not upheld" if account.wrong else "upheld"
        telling.line(
            f"  {name:<{width}}  {account.seeds} seeds, {account.sandboxes} sandboxes: {word}"
        )
        for each in account.wrong[:MOST_SHOWN]:
            telling.line(f"    {each}")
        if account.wrong[MOST_SHOWN:]:
            telling.line(f"    and {len(account.wrong) - MOST_SHOWN} more")
    if len(there) < len(accounts):
        telling.line(f"  {len(accounts) - len(there)} scenarios more were not in the sample")
    sandboxes = sum(account.sandboxes for account in accounts.values())
    wrong = sum(len(account.wrong) for account in accounts.values())
    code = NOT_CONFORMANT if wrong else CONFORMANT
    if any(account.ours for account in accounts.values()):
        code = OWN_ERROR
    told = f"not upheld {wrong} times" if wrong else "every rule was upheld"
    telling.line(f"{sandboxes} sandboxes: {told}. (exit code {code})")
    return code
