"""Plays the kill matrix: the faulty contractors for real, then the reference contractor."""

import asyncio
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import nps_conformance.contractors.faulty as package
from nps_conformance.contractor_file import ContractorFile, DriverSettings, reference
from nps_conformance.drivers.warm import Nursery
from nps_conformance.judge import rules_sha256
from nps_conformance.judge_run import judge_run
from nps_conformance.kill_matrix import (
    BROKEN,
    REFERENCE,
    Fall,
    Faulty,
    Matrix,
    Tried,
    caught,
    failed_in,
    own_word,
    unfailed,
)
from nps_conformance.plan import AT_A_TIME, MODES, MOST_CALLS, Part, Played, Stage, play_all
from nps_conformance.rules._book import RULES
from nps_conformance.rules._rule import Provenance
from nps_reports.record import Run, Word
from nps_scenarios.loader import load_profile, load_scenarios, scenario_names
from nps_scenarios.profile import Profile, Promotion
from nps_scenarios.scenario import Scenario

LEAST_SCENARIOS: Final = 2  # played for each rule where there are so many
FAULTY_CALLS: Final = 3000  # of a faulty contractor in a sandbox; one that goes on and on is caught
LARGE: Final = 100  # deeds; a scenario beyond is played only when no smaller one kills


async def play(  # noqa: PLR0913 - what is played and how; all but two are named
    faulty: Sequence[Faulty],
    folder: Path,
    *,
    modes: Sequence[str] = MODES,
    with_reference: bool = True,
    whole: bool = True,
    thorough: bool = False,
    jobs: int = AT_A_TIME,
    tell: Callable[[Tried], None],
) -> Matrix:
    """Play them all, so many at a time; `tell` hears of each as it ends. Raises SetUpError."""
    scenarios = [each for name in scenario_names() for each in load_scenarios(name)]
    turns = asyncio.Semaphore(jobs)
    tried: dict[str, Tried] = {}
    extra: list[Tried] = []

    async def one(each: Faulty) -> None:
        async with turns:
            stage = _stage(_driven(each.name), folder / each.name, nursery)
            found = covering(scenarios, each.breaks)
            tried[each.name] = await _try(each, found, modes, stage, thorough=thorough)
        tell(tried[each.name])

    async def fail(scenario: Scenario) -> None:
        async with turns:
            for each in breaking(scenario, faulty, scenarios):
                if scenario.id in tried[each.name].scenarios:
                    continue  # it did not fail there, and its books are still in that folder
                stage = _stage(_driven(each.name), folder / each.name, nursery)
                extra.append(await _try(each, [scenario], modes, stage, thorough=False))
                if failed_in(extra[-1], each, scenario.id):
                    return

    with Nursery() as nursery:
        await asyncio.gather(*(one(each) for each in faulty))
        if whole and not thorough:
            left = unfailed((each.id for each in scenarios), faulty, tried)
            await asyncio.gather(*(fail(each) for each in scenarios if each.id in left))
            for each in sorted(extra, key=lambda each: each.scenarios):
                tried[each.name] = tried[each.name].with_more(each)
        if with_reference:
            played = {name for each in tried.values() for name in each.scenarios}
            chosen = [each for each in scenarios if each.id in played or thorough or not faulty]
            stage = replace(
                _stage(reference(), folder / REFERENCE, nursery),
                at_a_time=jobs,
                most_calls=MOST_CALLS,
            )
            parts = [_part(each, None, mode) for each in chosen for mode in modes]
            tried[REFERENCE] = _tried(REFERENCE, await _play(parts, stage))
            tell(tried[REFERENCE])
    return Matrix(
        modes=tuple(modes),
        rules=RULES,
        faulty=tuple(faulty),
        tried=tried,
        reference=tried.get(REFERENCE),
        scenarios=tuple(each.id for each in scenarios),
        whole=whole,
        thorough=thorough,
    )


def breaking(
    scenario: Scenario, faulty: Iterable[Faulty], scenarios: Sequence[Scenario]
) -> list[Faulty]:
    """The faulty contractors that may fail a scenario, as it covers the rule they break; first
    those whose rule the fewest scenarios cover.
    """
    found = [
        each
        for each in faulty
        if each.breaks in scenario.covers and own_word(RULES[each.breaks]) is Word.FAILED
    ]
    return sorted(found, key=lambda each: (len(covering(scenarios, each.breaks)), each.name))


def covering(scenarios: Iterable[Scenario], rule: str) -> list[Scenario]:
    """The scenarios that cover a rule, the most specific first: those that cover the fewest.

    Very large ones come last: a bad habit may read all their orders again in every round.
    """
    found = [each for each in scenarios if rule in each.covers]
    return sorted(found, key=lambda each: (_deeds(each) > LARGE, len(each.covers), each.id))


def _deeds(scenario: Scenario) -> int:
    return sum(len(step.then) for step in scenario.steps)


def _stage(contractor: ContractorFile, folder: Path, nursery: Nursery) -> Stage:
    return Stage(
        contractor=contractor,
        folder=folder,
        rules_sha256=rules_sha256(),
        at_a_time=1,
        nursery=nursery,
        most_calls=FAULTY_CALLS,
    )


def _driven(name: str) -> ContractorFile:
    module = package.__name__
    return ContractorFile(
        name=name,
        version="1",
        driver=DriverSettings(
            kind="command",
            mode="resident",
            command=(sys.executable, "-P", "-m", module, name),
            cwd="{work}",
        ),
    )


def _part(scenario: Scenario, rule: str | None, mode: str) -> Part:
    profile = _promoting(scenario, rule)
    return Part(scenario=scenario, profile=profile, mode=mode, seed=scenario.seed)


def _promoting(scenario: Scenario, rule: str | None) -> Profile:
    """The scenario's profile; one that lets the rule count if it is an assumed one."""
    profile = load_profile(scenario.profile)
    if rule is None or RULES[rule].provenance is not Provenance.ASSUMED:
        return profile
    because = Promotion(rule=rule, reason="the kill matrix shows whether it bites")
    return replace(profile, promotes=(*profile.promotes, because))


async def _try(
    each: Faulty,
    scenarios: Sequence[Scenario],
    modes: Sequence[str],
    stage: Stage,
    *,
    thorough: bool,
) -> Tried:
    """One contractor through the scenarios of its rule, until it is killed."""
    if not scenarios:
        problem = "no scenario covers the rule it breaks"
        return Tried(name=each.name, scenarios=(), problems=(problem,))
    played: list[Played] = []
    tried = Tried(name=each.name, scenarios=())
    for count, scenario in enumerate(scenarios):
        killed = caught(tried.fall(each.breaks), RULES[each.breaks], modes)
        if killed and count >= LEAST_SCENARIOS and not thorough:
            break
        played += await _play([_part(scenario, each.breaks, mode) for mode in modes], stage)
        tried = _tried(each.name, played)
    return tried


async def _play(parts: Sequence[Part], stage: Stage) -> list[Played]:
    """What came of some sandboxes. Raises asyncio.CancelledError when stopped."""
    played, interrupted = await play_all(parts, stage, lambda _: None, lambda _: None)
    if interrupted:  # play_all has kept the cancellation to itself, to end in order
        raise asyncio.CancelledError
    return played


def _tried(name: str, played: Sequence[Played]) -> Tried:
    run = judge_run(each.entries for each in played)
    return Tried(
        name=name,
        scenarios=tuple(dict.fromkeys(each.part.scenario.id for each in played)),
        falls=_falls(run),
        exit_code=run.exit_code,
        conclusion=run.conclusion,
        problems=tuple(each.problem for each in played if each.problem),
    )


def _falls(run: Run) -> tuple[Fall, ...]:
    places: dict[str, list[tuple[str, str]]] = {}
    for verdict in run.verdicts:
        if verdict.verdict in BROKEN:
            places.setdefault(verdict.rule, []).append((verdict.scenario, verdict.mode))
    return tuple(
        Fall(rule=each.rule, word=each.verdict, places=tuple(places.get(each.rule, ())))
        for each in run.summary
        if each.verdict in BROKEN
    )
