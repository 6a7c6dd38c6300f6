"""A run as frozen data: what was played, and the verdict on every rule.

Nothing here depends on an address, a path or a duration, so the same seed gives the same record;
what does goes to `Environment`. Numbers in `evidence` and `entries` are the `seq` of journal
entries of the sandbox that the verdict names. To add a report format, see `writers`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from nps_simulator.journal.entries import Entry

SCHEMA_VERSION: Final = 2


class Word(StrEnum):
    """What may be said of a rule. No occasion is never a pass."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    WARNED = "WARNED"  # a SHOULD was broken, or an assumed rule that the profile does not promote
    NOT_EXERCISED = "NOT_EXERCISED"  # no occasion arose
    INCONCLUSIVE = "INCONCLUSIVE"  # an occasion arose, and too little proof followed
    NOT_APPLICABLE = "NOT_APPLICABLE"  # switched off by the profile, or not claimed
    ERROR = "ERROR"  # the judge itself failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One breach of a rule: what came, what was legal then, in which state, and how to mend it.

    `entries` prove it, `message` is the one that broke the rule (None when a message is missing),
    `xpath` and `line` the place in its body; `line` counts from 1, 0 is unknown. `instead` is the
    text that would have been legal there, None when no other text would have helped.
    """

    entries: tuple[int, ...]
    message: int | None
    order: str
    came: str
    legal: str
    state: str
    fix: str
    xpath: str = ""
    line: int = 0
    instead: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The verdict on one rule in one sandbox (a scenario in a mode).

    `sentence`, `source`, `level` and `provenance` are those of the rule, so that a report needs no
    other file; `run.json` writes them once for each rule. `evidence` are entries of satisfied
    occasions; the counts say how many occasions there were of each kind, also when the list was
    cut short.
    """

    rule: str
    scenario: str
    mode: str
    verdict: Word
    level: str
    provenance: str
    sentence: str
    source: str
    in_scope: bool
    reason: str
    satisfied: int = 0
    violated: int = 0
    open: int = 0
    evidence: tuple[int, ...] = ()
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One sandbox of the plan. `ended` says why it was closed, empty when it never was."""

    scenario: str
    mode: str
    seed: int
    profile: str
    covers: tuple[str, ...]
    scenario_sha256: str
    entries: int
    exchanges: int
    ended: str
    expectations: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSummary:
    """One rule over all sandboxes of the run."""

    rule: str
    level: str
    verdict: Word
    in_scope: bool
    reason: str


class Standing(StrEnum):
    """How an entry of `known_failures` stands after a run; the last three fail the run."""

    HOLDS = "holds"  # the rule failed as known; this does not fail the run
    NOT_TRIED = "not tried"  # too little was played to tell
    STALE = "stale"  # the rule did not fail
    UNKNOWN = "unknown"  # there is no such rule
    EXPIRED = "expired"  # its last day is over


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A known failure as `contractor.yaml` has it, and how it stands; `until` is an ISO date."""

    rule: str
    reason: str
    owner: str
    until: str
    standing: Standing
    said: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnclearReplies:
    """Writes of one operation whose reply was unclear, and how the contractor handled them.

    `done` says whether the landlord had done it (the reply was lost) or not (the request was); the
    contractor cannot tell. `handling` is the judge's word for it, `count` how often, over all
    sandboxes.
    """

    operation: str
    done: bool
    handling: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The whole run: who was judged, what was played, every verdict, and the exit code.

    `contractor` is what `contractor.yaml` claims. Exit codes: 0 conformant, 1 not, 2 undecided,
    4 our own error. Known failures change no verdict; `known_counts` counts them by standing.
    `unclear` tells how writes without a clear reply were handled; verdicts of their own say which
    handling is right.
    """

    contractor: dict[str, Any]
    contract_sha256: str
    rules_sha256: str
    played: tuple[Played, ...]
    summary: tuple[RuleSummary, ...]
    verdicts: tuple[Verdict, ...]
    exit_code: int
    conclusion: str
    known_failures: tuple[Known, ...] = ()
    known_counts: dict[str, int] = field(default_factory=dict)
    unclear: tuple[UnclearReplies, ...] = ()

    @property
    def excused(self) -> frozenset[str]:
        """Rules whose failure is known and does not fail the run."""
        return frozenset(
            each.rule for each in self.known_failures if each.standing is Standing.HOLDS
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What a run's verdicts do not depend on: when, how long, where, with what."""

    started_at: str = ""
    seconds: float = 0.0
    command: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that a writer may use. `journals` are keyed by scenario and mode; each may be read from
    its file whenever it is asked for, so a writer takes one after the other and keeps none.
    """

    run: Run
    journals: Mapping[tuple[str, str], Sequence[Entry]]
    environment: Environment = field(default_factory=Environment)
