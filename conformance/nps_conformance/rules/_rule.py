"""What a rule is: its data, and the occasions it may yield."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from inspect import getdoc
from typing import Final

from nps_conformance.evidence.knowledge import AsTold, lived
from nps_conformance.evidence.model import Evidence, Story
from nps_conformance.evidence.pace import Pace, following


class Level(StrEnum):
    """How binding a rule is."""

    MUST = "MUST"
    SHOULD = "SHOULD"


class Provenance(StrEnum):
    """Where a rule comes from, and so whether it may fail a client."""

    DOCUMENTED = "documented"  # the Magenta document, the brief, or the published contract
    INFERRED = "inferred"  # follows from these, or from the second system by analogy
    ASSUMED = "assumed"  # ours: warns, unless a profile promotes it


class Kind(StrEnum):
    """What a rule asks for, and so what makes an occasion."""

    MESSAGE = "message"  # each message of a kind is an occasion
    DUTY = "duty"  # something must be done within so many polls or rounds
    PROHIBITION = "prohibition"  # something must not be done: told, tempted, life shown


class Why(StrEnum):
    """Why an occasion stayed open."""

    NOT_TOLD = "the contractor was never told"
    NOT_TEMPTED = "nothing tempted the contractor to break it"
    NO_LIFE = "the contractor showed no life afterwards"
    NOT_DUE = "it was not due before the end"
    BEFORE = "what led to it may have come before the log began"


@dataclass(frozen=True, slots=True, kw_only=True)
class Satisfied:
    """The rule was kept; the entries prove it."""

    entries: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Violated:
    """The rule was broken.

    `message` is the entry that broke it, None when something is missing. `element` is the XML
    name in that message to point at, `nth` which of them (from 0); `path` and `line` are given
    only where a finding already names the place. `instead` is the text that would have been legal
    in that element; None when no other text would have helped.
    """

    entries: tuple[int, ...]
    came: str
    legal: str
    fix: str
    order: str = ""
    state: str | AsTold = ""  # the text is written when a verdict tells of it
    message: int | None = None
    element: str = ""
    nth: int = 0
    path: str = ""
    line: int = 0
    instead: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """An occasion that proves nothing, and why."""

    why: Why
    entries: tuple[int, ...] = ()


Occasion = Satisfied | Violated | Open
Check = Callable[[Evidence], Iterator[Occasion]]

SECOND_SEED: Final = "second-seed"  # the family that a profile's `second_seed` switches off


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One published rule.

    `needs` are the operations a client must claim for the rule to apply to it. `needs_given_time`
    rules compare a client's time with a clock and apply only to clients that are given theirs.
    `needs_restart` rules apply only where the driver can kill the client's program and start it.
    `needs_bytes` rules look at messages as they were sent, which a compact journal does not hold.
    `always_fails` rules count whatever their provenance and the profile.
    """

    id: str
    level: Level
    provenance: Provenance
    kind: Kind
    family: str
    source: str
    sentence: str
    check: Check
    module: str
    needs: tuple[str, ...] = ()
    needs_given_time: bool = False
    needs_restart: bool = False
    needs_bytes: bool = False
    always_fails: bool = False


class RuleError(RuntimeError):
    """A rule that cannot be published as it stands."""


def rule(  # noqa: PLR0913 - a rule is data, and each argument is a column of the published table
    *,
    level: Level,
    provenance: Provenance,
    kind: Kind,
    family: str,
    source: str,
    needs: tuple[str, ...] = (),
    needs_given_time: bool = False,
    needs_restart: bool = False,
    needs_bytes: bool = False,
    always_fails: bool = False,
) -> Callable[[Check], Rule]:
    """Makes a check a rule. Its id is its module's name with hyphens, its text its docstring.

    Raises `RuleError` when the docstring or the source is missing.
    """

    def publish(check: Check) -> Rule:
        name = check.__module__.rpartition(".")[2].replace("_", "-")
        text = getdoc(check)
        if not text:
            raise RuleError(f"Rule {name} has no docstring, and a rule is published by it.")
        if not source:
            raise RuleError(f"Rule {name} has no source; quote the sentence it follows from.")
        return Rule(
            id=name,
            level=level,
            provenance=provenance,
            kind=kind,
            family=family,
            source=source,
            sentence=text,
            check=check,
            module=check.__module__,
            needs=needs,
            needs_given_time=needs_given_time,
            needs_restart=needs_restart,
            needs_bytes=needs_bytes,
            always_fails=always_fails,
        )

    return publish


def satisfied(*entries: int) -> Satisfied:
    """The rule was kept, as these entries show."""
    return Satisfied(entries=entries)


def undecided(why: Why, *entries: int) -> Open:
    """An occasion that proves nothing."""
    return Open(why=why, entries=entries)


def unmet(pace: Pace, since: int, within: int, until: int | None = None) -> Open | None:
    """Why a duty that was not fulfilled proves nothing; None when its absence may be judged.

    A duty is due when the contractor polled so many times since, or called in so many rounds. An
    act that comes later still fulfils it, as the contractor may knock when it is ready; the
    deadline only says when it may be missed. From entry `until` on it could not be fulfilled.
    """
    if until is not None:
        in_time = pace.beats_between(since, until) < within
        return undecided(Why.NOT_DUE, since) if in_time else None
    if pace.overdue(since, within):
        return None
    idle = pace.had_the_chance(since, within) or pace.beats_after(since) == 0
    return undecided(Why.NO_LIFE if idle else Why.NOT_DUE, since)


def refrained(life: int | None, *entries: int) -> Occasion:
    """A prohibition that nothing broke after told and tempted: kept, if there was life."""
    if life is None:
        return undecided(Why.NO_LIFE, *entries)
    return satisfied(*entries, life)


def withstood(
    story: Story, told: int, tempting: Sequence[int], until: int | None = None
) -> Occasion:
    """A prohibition that nothing broke, told in entry `told` and over with entry `until`: kept, if
    the contractor was tempted meanwhile, and showed life after the first temptation. `tempting` are
    entries, ascending.
    """
    tempted = following(tempting, told)
    if tempted is None or (until is not None and tempted >= until):
        return undecided(Why.NOT_TEMPTED, told)
    return refrained(lived(story, tempted), told, tempted)
