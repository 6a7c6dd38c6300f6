"""Plays the plan: each sandbox when its first test asks for it, and the reports at the end.

A plugin of the suite's own pytest only; see `nps_conformance.pytest_plugin`.
"""

import asyncio
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import pytest

from nps_conformance.commands.certify import BY_HAND, plan, settled, tried_rules
from nps_conformance.contractor_file import ContractorFile, load_contractor
from nps_conformance.control import controlled, play_control
from nps_conformance.judge import rules_sha256
from nps_conformance.judge_run import judge_run
from nps_conformance.kept_journal import Shelf
from nps_conformance.known_failures import weighed
from nps_conformance.plan import Part, Played, Stage, play_all
from nps_conformance.rules._book import RULES
from nps_conformance.run_folder import RUNS, fresh, kept, prepared, reported, write
from nps_reports.record import Run, Verdict
from nps_scenarios.problems import SetUpError
from nps_simulator.clock import machine_now, monotonic
from nps_simulator.journal.entries import Entry

PLAY: Final = pytest.StashKey["Play"]()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandboxed:
    """What came of one sandbox. `excused` are known failures that hold still, with reasons."""

    entries: Sequence[Entry]
    verdicts: Mapping[str, Verdict]
    excused: Mapping[str, str]


class Play:
    """The plan under way. Raises SetUpError when it cannot begin."""

    def __init__(self, args: Namespace, contractor: ContractorFile, folder: Path | None) -> None:
        self.parts = {part.name: part for part in plan(args, contractor)}
        self._args = args
        self._contractor = contractor
        self._began = machine_now()
        self._start = monotonic()
        self.folder = folder or fresh(RUNS, f"{self._began:%Y%m%dT%H%M%SZ}")
        self._held = ExitStack()
        self._held.enter_context(prepared(self.folder))
        self._played: dict[str, Played] = {}
        self._sandboxed: dict[str, Sandboxed] = {}
        self._controls: list[Sequence[Entry]] = []
        self._shelf = Shelf()

    def sandboxed(self, name: str) -> Sandboxed:
        """Play this sandbox, or give what came of it. Raises SetUpError."""
        if name not in self._sandboxed:
            stage = Stage(
                contractor=self._contractor,
                folder=self.folder,
                rules_sha256=rules_sha256(),
                at_a_time=1,
                keep=partial(kept, self.folder, shelf=self._shelf),
            )
            (played,), _ = _play([self.parts[name]], stage)
            self._played[name] = played
            if played.problem:
                raise SetUpError(f"{name} cannot be played: {played.problem}")
            self._sandboxed[name] = Sandboxed(
                entries=played.entries,
                verdicts={each.rule: each for each in self._judged(played).verdicts},
                excused={
                    each.rule: f"{each.reason} ({each.owner}, until {each.until})"
                    for each in self._contractor.known_failures
                    if self._began.date() <= each.until
                },
            )
        return self._sandboxed[name]

    def _judged(self, played: Played) -> Run:
        """One sandbox as judged, after the control run if anything failed in it."""
        run = judge_run([tuple(played.entries)])
        if self._args.no_control:
            return run
        control = play_control(run, [played], self._contractor, self.folder, _play)
        self._controls += control
        return controlled(run, control)

    @property
    def has_control(self) -> bool:
        """Whether anything was played again with the reference contractor."""
        return bool(self._controls)

    def concluded(self) -> Run:
        """The run as `nps certify` would tell it, of what was played. Raises SetUpError."""
        played = self._in_order()
        if not played:
            raise SetUpError("Nothing was played; ask for at least one test of a scenario.")
        run = controlled(judge_run(tuple(each.entries) for each in played), self._controls)
        whole = len(played) == len(self.parts)
        tried = tried_rules(self._args, run) if whole else ()
        run = weighed(run, self._contractor.known_failures, on=self._began.date(), tried=tried)
        return settled(run, played, len(self.parts), not whole)

    def report(self) -> Run | None:
        """Write every report of what was played, and give the run; None when nothing was."""
        if not self._played:
            return None
        run, played = self.concluded(), self._in_order()
        seconds = monotonic() - self._start
        report = reported(run, played, ("pytest", *sys.argv[1:]), self._began, seconds)
        write(self.folder, report, played)
        return run

    def end(self) -> None:
        """Leave the folder to others."""
        self._held.close()

    def _in_order(self) -> list[Played]:
        return [self._played[name] for name in self.parts if name in self._played]


def _play(parts: Sequence[Part], stage: Stage) -> tuple[list[Played], bool]:
    """Play these parts. Raises KeyboardInterrupt for Ctrl-C, SetUpError."""
    played, interrupted = asyncio.run(play_all(parts, stage, lambda _: None, lambda _: None))
    if interrupted:
        raise KeyboardInterrupt
    return played, False


def pytest_configure(config: pytest.Config) -> None:
    """Read what is to be played. A mistake in it is a usage error, in one sentence."""
    if getattr(config.option, "numprocesses", None):
        raise pytest.UsageError("--nps-contractor plays one sandbox at a time; leave out -n.")
    option = config.option
    args = Namespace(
        contractor=Path(option.nps_contractor),
        scenario=option.nps_scenario,
        scenarios=Path(option.nps_scenarios) if option.nps_scenarios else None,
        profile=option.nps_profile,
        mode=option.nps_mode,
        seed=option.nps_seed,
        no_variation=False,
        no_control=option.nps_no_control,
        jobs=1,
    )
    try:
        contractor = _loaded(args.contractor)
        folder = Path(option.nps_reports) if option.nps_reports else None
        config.stash[PLAY] = Play(args, contractor, folder)
    except SetUpError as error:
        raise pytest.UsageError(str(error)) from error


def _loaded(file: Path) -> ContractorFile:
    contractor = load_contractor(file)
    if contractor.driver.kind in BY_HAND:
        raise SetUpError(
            f"The driver kind {contractor.driver.kind} needs somebody at the terminal, which "
            "pytest keeps to itself; run nps certify instead."
        )
    return contractor


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave the folder of the reports to others."""
    if PLAY in config.stash:
        config.stash[PLAY].end()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each rule in each sandbox."""
    if "sandboxed" in metafunc.fixturenames:
        metafunc.parametrize("sandboxed", metafunc.config.stash[PLAY].parts, indirect=True)
        metafunc.parametrize("rule", RULES)


@pytest.fixture(scope="session")
def play(pytestconfig: pytest.Config) -> Play:
    """The plan under way."""
    return pytestconfig.stash[PLAY]


@pytest.fixture(scope="session")
def sandboxed(play: Play, request: pytest.FixtureRequest) -> Sandboxed:
    """One sandbox, played when its first test asks for it."""
    return play.sandboxed(request.param)


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Write the reports, whatever happened, and say where they are."""
    run = config.stash[PLAY].report()
    if run is not None:
        terminalreporter.section("NPS conformance")
        terminalreporter.line(run.conclusion)
        if config.stash[PLAY].has_control:
            terminalreporter.line("What failed was played again with the reference contractor.")
        terminalreporter.line(f"Reports: {config.stash[PLAY].folder}")
