"""The kill matrix: each faulty contractor is played for real, and the rule it breaks must catch it.

A faulty contractor declares in its module the rule it is made to break (`BREAKS`) and the few that
must fall with it, with reasons (`ALSO`); one that breaks nothing (idle, only polling) is not played
here, as a test of its own shows that it passes nothing. It is *killed* when its rule is violated at
the rule's own level (FAILED, or WARNED for a SHOULD) in a scenario that covers the rule, under a
profile that promotes the rule where it is assumed. A rule that always fails has to catch it in
every mode. Whatever falls undeclared, warnings included, is *unrelated*. The reference contractor
plays every scenario that a faulty one plays, and must uphold everything.

Of the scenarios that cover a rule, the most specific are played, those that cover the fewest rules,
and more until the contractor is killed; `thorough` plays them all, and only then must everything
fall that is declared to. A scenario in which nobody has FAILED then is played until somebody does.
`kill_matrix_play` plays, `kill_matrix_told` says what came of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from inspect import getdoc
from types import MappingProxyType
from typing import Final

import nps_conformance.contractors.faulty as package
from nps_conformance.contractors.faulty.__main__ import habits
from nps_conformance.judge_run import CONFORMANT
from nps_conformance.rules._book import RULES
from nps_conformance.rules._rule import Level, Rule
from nps_reports.record import Word
from nps_scenarios.problems import SetUpError

REFERENCE: Final = "reference"
MOST_ALSO: Final = 3  # a habit that fells more than these rules besides its own is two habits
_WORST: Final = (Word.ERROR, Word.FAILED, Word.WARNED)
BROKEN: Final = frozenset(_WORST)

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

    def with_more(self, more: "Fall | None") -> "Fall":
        """The same with the sandboxes it fell in besides."""
        if more is None:
            return self
        word = min(self.word, more.word, key=_WORST.index)
        return replace(self, word=word, places=(*self.places, *more.places))


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

    def with_more(self, more: "Tried") -> "Tried":
        """What came of playing it again, in other scenarios, beside this."""
        others = {each.rule: each for each in more.falls}
        falls = {
            each.rule: each.with_more(others.pop(each.rule, None)) for each in self.falls
        } | others
        return replace(
            self,
            scenarios=(*self.scenarios, *more.scenarios),
            falls=tuple(falls[rule] for rule in sorted(falls)),
            problems=(*self.problems, *more.problems),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """All that was played, of the `scenarios` there are. `whole` says that no contractor was left
    out, so that gaps count, `thorough` that no scenario was.
    """

    modes: tuple[str, ...]
    rules: Mapping[str, Rule]
    faulty: tuple[Faulty, ...]
    tried: Mapping[str, Tried]
    reference: Tried | None
    whole: bool
    scenarios: tuple[str, ...] = ()
    thorough: bool = False
    unbreakable: Mapping[str, str] = field(default_factory=lambda: UNBREAKABLE)

    def killed(self, each: Faulty) -> bool:
        """Whether its own rule caught it, at the rule's own level; one that always fails, in every
        mode.
        """
        return caught(self.tried[each.name].fall(each.breaks), self.rules[each.breaks], self.modes)

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

    def failed_by(self, scenario: str) -> tuple[str, ...]:
        """The faulty contractors that have FAILED in a scenario, by the rule they break."""
        return tuple(
            each.name for each in self.faulty if failed_in(self.tried[each.name], each, scenario)
        )

    def unfailed(self) -> tuple[str, ...]:
        """Scenarios in which no faulty contractor has FAILED."""
        return unfailed(self.scenarios, self.faulty, self.tried)

    def unbroken(self) -> tuple[str, ...]:
        """Rules that no faulty contractor is made to break, and nobody excuses."""
        tried = {each.breaks for each in self.faulty}
        return tuple(rule for rule in self.rules if rule not in tried | self.unbreakable.keys())


def caught(fall: Fall | None, rule: Rule, modes: Iterable[str]) -> bool:
    """Whether a rule fell at its own level; one that always fails, in every mode."""
    if fall is None or fall.word is not own_word(rule):
        return False
    return not rule.always_fails or {mode for _, mode in fall.places} == set(modes)


def failed_in(tried: Tried, each: Faulty, scenario: str) -> bool:
    """Whether its own rule has FAILED it in a scenario."""
    fall = tried.fall(each.breaks)
    return (
        fall is not None
        and fall.word is Word.FAILED
        and scenario in {where for where, _ in fall.places}
    )


def unfailed(
    scenarios: Iterable[str], faulty: Sequence[Faulty], tried: Mapping[str, Tried]
) -> tuple[str, ...]:
    """Scenarios in which no faulty contractor has FAILED by the rule it breaks."""
    return tuple(
        scenario
        for scenario in scenarios
        if not any(failed_in(tried[each.name], each, scenario) for each in faulty)
    )


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
