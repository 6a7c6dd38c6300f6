"""The kill matrix: each faulty contractor is played for real, and the rule it breaks must catch it.

A faulty contractor declares in its module the rule it is made to break (`BREAKS`) and the few that
must fall with it, with reasons (`ALSO`); one that breaks nothing (idle, only polling) is not played
here, as a test of its own shows that it passes nothing. It is *killed* when its rule is violated at
the rule's own level (FAILED, or WARNED for a SHOULD) in a scenario that covers the rule, under a
profile that promotes the rule where it is assumed. Whatever falls undeclared, warnings included, is
*unrelated*. The reference contractor plays every scenario and must uphold everything.

Of the scenarios that cover a rule, the most specific are played, those that cover the fewest rules;
`thorough` plays them all, and only then must everything fall that is declared to.

Two contractors are played at a time, each through one sandbox after the other.
"""

import asyncio
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from inspect import getdoc
from pathlib import Path
from types import MappingProxyType
from typing import Final

import nps_conformance.contractors.faulty as package
from nps_conformance.contractor_file import ContractorFile, DriverSettings, reference
from nps_conformance.contractors.faulty.__main__ import habits
from nps_conformance.judge import rules_sha256
from nps_conformance.judge_run import CONFORMANT, judge_run
from nps_conformance.plan import AT_A_TIME, MODES, Part, Stage, play_all
from nps_conformance.rules._book import RULES
from nps_conformance.rules._rule import Level, Provenance, Rule
from nps_reports.record import Run, Word
from nps_scenarios.loader import load_profile, load_scenario, scenario_names
from nps_scenarios.problems import SetUpError
from nps_scenarios.profile import Profile, Promotion
from nps_scenarios.scenario import Scenario

REFERENCE: Final = "reference"
MOST_SCENARIOS: Final = 3
MOST_ALSO: Final = 3  # a habit that fells more than these rules besides its own is two habits
BROKEN: Final = frozenset({Word.ERROR, Word.FAILED, Word.WARNED})

# Rules that no client can break, by id, and why; anything else needs a faulty contractor.
UNBREAKABLE: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Faulty:
    """A faulty contractor as its module declares it; `habit` is the module's first sentence."""

    name: str
    habit: str
    breaks: str
    also: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """A rule that did not hold: its worst word, and the sandboxes (scenario, mode) it fell in."""

    rule: str
    word: Word
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What came of playing one contractor. `problems` are mistakes of ours."""

    name: str
    scenarios: tuple[str, ...]
    falls: tuple[Fall, ...] = ()
    exit_code: int = CONFORMANT
    conclusion: str = ""
    problems: tuple[str, ...] = ()

    def fall(self, rule: str) -> Fall | None:
        """How that rule fell, None when it held."""
        return next((each for each in self.falls if each.rule == rule), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """All that was played. `whole` says that no contractor was left out, so that gaps count,
    `thorough` that no scenario was.
    """

    modes: tuple[str, ...]
    rules: Mapping[str, Rule]
    faulty: tuple[Faulty, ...]
    tried: Mapping[str, Tried]
    reference: Tried | None
    whole: bool
    thorough: bool = False
    unbreakable: Mapping[str, str] = field(default_factory=lambda: UNBREAKABLE)

    def killed(self, each: Faulty) -> bool:
        """Whether its own rule caught it, at the rule's own level."""
        fall = self.tried[each.name].fall(each.breaks)
        return fall is not None and fall.word is own_word(self.rules[each.breaks])

    def unrelated(self, each: Faulty) -> tuple[Fall, ...]:
        """What fell that it does not declare, and what went wrong in the judge."""
        declared = {each.breaks, *each.also}
        return tuple(
            fall
            for fall in self.tried[each.name].falls
            if fall.rule not in declared or fall.word is Word.ERROR
        )

    def unfelled(self, each: Faulty) -> tuple[str, ...]:
        """Rules that it declares to fall with its own, and that held in all scenarios there are."""
        if not self.thorough:
            return ()
        return tuple(rule for rule in each.also if self.tried[each.name].fall(rule) is None)

    def unbroken(self) -> tuple[str, ...]:
        """Rules that no faulty contractor is made to break, and nobody excuses."""
        tried = {each.breaks for each in self.faulty}
        return tuple(rule for rule in self.rules if rule not in tried | self.unbreakable.keys())


def own_word(rule: Rule) -> Word:
    """The word with which a violation of the rule counts, once an assumed one is promoted."""
    return Word.WARNED if rule.level is Level.SHOULD else Word.FAILED


def declared() -> tuple[Faulty, ...]:
    """The faulty contractors that break a rule, by name. Raises SetUpError for a wrong one."""
    found = []
    for name in habits():
        module = import_module(f"{package.__name__}.{name.replace('-', '_')}")
        each = Faulty(
            name=name,
            habit=" ".join((getdoc(module) or "").partition("\n\n")[0].split()),
            breaks=module.BREAKS,
            also=MappingProxyType(dict(sorted(module.ALSO.items()))),
        )
        if each.breaks:
            _check(each)
            found.append(each)
    return tuple(found)


def _check(each: Faulty) -> None:
    strange = sorted({each.breaks, *each.also} - RULES.keys())
    problem = ""
    if strange:
        problem = f"it names the rule {strange[0]!r}, and there is no such rule"
    elif each.breaks in each.also:
        problem = f"it declares {each.breaks} twice, in BREAKS and in ALSO"
    elif len(each.also) > MOST_ALSO:
        problem = f"it declares {len(each.also)} other rules in ALSO, and {MOST_ALSO} are allowed"
    elif not all(each.also.values()):
        problem = "a rule in ALSO has no reason"
    if problem:
        raise SetUpError(f"Faulty contractor {each.name} cannot be played: {problem}.")


def choose(only: Sequence[str] | None) -> tuple[tuple[Faulty, ...], bool]:
    """The faulty contractors to play, and whether the reference is; by name, all by default.

    Raises SetUpError for a name that does not exist.
    """
    everyone = declared()
    if not only:
        return everyone, True
    names = {each.name for each in everyone}
    for name in only:
        if name not in names | {REFERENCE}:
            raise SetUpError(
                f"--only {name}: there is no faulty contractor of that name that breaks a rule; "
                f"there are {', '.join(sorted(names))}, and {REFERENCE}."
            )
    return tuple(each for each in everyone if each.name in only), REFERENCE in only


async def play(  # noqa: PLR0913 - what is played and how; all but two are named
    faulty: Sequence[Faulty],
    folder: Path,
    *,
    modes: Sequence[str] = MODES,
    with_reference: bool = True,
    whole: bool = True,
    thorough: bool = False,
    tell: Callable[[Tried], None],
) -> Matrix:
    """Play them all, two at a time; `tell` hears of each as it ends. Raises SetUpError."""
    turns = asyncio.Semaphore(AT_A_TIME)
    scenarios = [load_scenario(name) for name in scenario_names()]
    tried: dict[str, Tried] = {}

    async def one(contractor: ContractorFile, name: str, rule: str | None) -> None:
        async with turns:
            chosen = scenarios if rule is None else covering(scenarios, rule, thorough=thorough)
            parts = _parts(chosen, rule, modes)
            stage = Stage(
                contractor=contractor,
                folder=folder / name,
                rules_sha256=rules_sha256(),
                at_a_time=1,
            )
            tried[name] = await _try(name, parts, stage)
            tell(tried[name])

    tasks = [one(reference(), REFERENCE, None)] if with_reference else []
    tasks += [one(_driven(each.name), each.name, each.breaks) for each in faulty]
    await asyncio.gather(*tasks)
    return Matrix(
        modes=tuple(modes),
        rules=RULES,
        faulty=tuple(faulty),
        tried=tried,
        reference=tried.get(REFERENCE),
        whole=whole,
        thorough=thorough,
    )


def covering(scenarios: Iterable[Scenario], rule: str, *, thorough: bool) -> list[Scenario]:
    """The scenarios in which a contractor that breaks this rule is played, most specific first."""
    found = [each for each in scenarios if rule in each.covers]
    found.sort(key=lambda each: (len(each.covers), each.id))
    return found if thorough else found[:MOST_SCENARIOS]


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


def _parts(scenarios: Iterable[Scenario], rule: str | None, modes: Iterable[str]) -> list[Part]:
    return [
        Part(scenario=each, profile=_promoting(each, rule), mode=mode, seed=each.seed)
        for each in scenarios
        for mode in modes
    ]


def _promoting(scenario: Scenario, rule: str | None) -> Profile:
    """The scenario's profile; one that lets the rule count if it is an assumed one."""
    profile = load_profile(scenario.profile)
    if rule is None or RULES[rule].provenance is not Provenance.ASSUMED:
        return profile
    because = Promotion(rule=rule, reason="the kill matrix shows whether it bites")
    return replace(profile, promotes=(*profile.promotes, because))


async def _try(name: str, parts: Sequence[Part], stage: Stage) -> Tried:
    """One contractor through its sandboxes, judged. Raises asyncio.CancelledError when stopped."""
    names = tuple(dict.fromkeys(part.scenario.id for part in parts))
    if not parts:
        return Tried(name=name, scenarios=(), problems=("no scenario covers the rule it breaks",))
    played, interrupted = await play_all(parts, stage, lambda _: None, lambda _: None)
    if interrupted:  # play_all has kept the cancellation to itself, to end in order
        raise asyncio.CancelledError
    run = judge_run(each.entries for each in played)
    return Tried(
        name=name,
        scenarios=names,
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
