"""Judges a journal: the verdict is a pure function of its entries.

Live, replayed and verified judgements are this same call. How occasions become a verdict:

* any violation: FAILED; but WARNED for a SHOULD, and for an assumed rule that the profile in
  entry 0 does not promote (the rules that always fail, fail);
* else any occasion without a sign of life, or whose reason may lie before a captured log:
  INCONCLUSIVE, however many others were satisfied;
* else any satisfied occasion: PASSED;
* else any occasion not due before the end: INCONCLUSIVE;
* else NOT_EXERCISED: there was no occasion, or the contractor was never told or tempted.

Of a log that began in the middle, see `judge_captured`; of answers that were still under way when
the client sent its report, `judge_told`.

A rule is NOT_APPLICABLE when the profile switches its family off, when the contractor does not
claim an operation it needs, and when the scenario was not played because the landlord's profile
rules it out; such a scenario covers nothing. A rule that crashes is an ERROR that names it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from typing import Final

from msgspec.structs import replace

from nps_conformance.evidence.build import build
from nps_conformance.evidence.locate import locate
from nps_conformance.evidence.model import Evidence
from nps_conformance.judge_captured import within_reach
from nps_conformance.judge_told import as_told
from nps_conformance.rules._book import FOLDER, RULES
from nps_conformance.rules._rule import (
    SECOND_SEED,
    Level,
    Open,
    Provenance,
    Rule,
    Satisfied,
    Violated,
    Why,
)
from nps_reports.record import Verdict, Violation, Word
from nps_simulator.journal.entries import NOT_APPLICABLE, Closed, Entry, Exchange, Opened

MOST_EVIDENCE: Final = 200  # entries of satisfied occasions kept in a verdict; the count is exact
MOST_VIOLATIONS: Final = 50  # likewise


@cache
def rules_sha256() -> str:
    """The SHA-256 (hex) of the judge: its rules, its evidence, and itself, by file name."""
    hashed = sha256()
    package = FOLDER.parent
    files = [*FOLDER.glob("*.py"), *(package / "evidence").glob("*.py"), *package.glob("judge*.py")]
    for path in sorted(files, key=lambda each: each.relative_to(package).as_posix()):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        hashed.update(f"{path.relative_to(package).as_posix()} {len(content)}\n".encode())
        hashed.update(content)
    return hashed.hexdigest()


@dataclass(slots=True)
class _Tally:
    """What a rule yielded."""

    satisfied: int = 0
    evidence: dict[int, None] = field(default_factory=dict)
    violated: list[Violated] = field(default_factory=list)
    open: list[Open] = field(default_factory=list)


def judge(entries: Sequence[Entry], rules: Mapping[str, Rule] = RULES) -> tuple[Verdict, ...]:
    """One verdict for each rule, in the order of their ids.

    Raises `NotAJournalError` when the entries are not a landlord's.
    """
    return judge_evidence(build(entries), entries, rules)


def judge_evidence(
    evidence: Evidence, entries: Sequence[Entry], rules: Mapping[str, Rule] = RULES
) -> tuple[Verdict, ...]:
    """The same, of entries whose evidence was built already."""
    opened = entries[0]
    if not isinstance(opened, Opened):  # build has said so already; this tells the type
        raise TypeError("Entry 0 does not open a journal.")
    last = entries[-1]
    if isinstance(last, Closed) and last.why.startswith(NOT_APPLICABLE):
        unplayed = replace(opened, covers=[])
        reason = last.why.removeprefix(NOT_APPLICABLE)
        return tuple(_say(rule, unplayed, Word.NOT_APPLICABLE, reason) for rule in rules.values())
    exchanges = _Exchanges(entries)
    return tuple(_verdict(rule, evidence, opened, exchanges) for rule in rules.values())


class _Exchanges:
    """Finds an exchange by its number; entries are numbered from 0 without gaps."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries

    def place(self, each: Violated) -> tuple[str, int]:
        """XPath and line that a violation points at."""
        if each.path or each.message is None or not each.element:
            return each.path, each.line
        entry = self.entries[each.message]
        return locate(entry, each.element, each.nth) if isinstance(entry, Exchange) else ("", 0)


def _verdict(rule: Rule, evidence: Evidence, opened: Opened, exchanges: _Exchanges) -> Verdict:
    refusal = _not_applicable(rule, opened)
    if refusal:
        return _say(rule, opened, Word.NOT_APPLICABLE, refusal)
    try:
        tally = _count(rule, evidence, opened, exchanges.entries)
        violations = tuple(_violation(each, exchanges) for each in _to_tell(tally.violated))
    except Exception as error:  # noqa: BLE001 - whatever a rule does, the others are judged
        text = f"rule {rule.id} crashed: {type(error).__name__}: {error}"
        return _say(rule, opened, Word.ERROR, text)
    word, reason = _weigh(rule, tally, _promoted(rule, opened))
    return _say(rule, opened, word, reason, tally, violations)


def _to_tell(violated: Sequence[Violated]) -> list[Violated]:
    """The violations that a verdict keeps, in their order: the first of each kind on each order,
    then as many of the others as there is room for.
    """
    firsts: dict[tuple[str, str], int] = {}
    for at, each in enumerate(violated):
        firsts.setdefault((each.order, each.legal), at)
    wanted = dict.fromkeys([*firsts.values(), *range(len(violated))])
    return [violated[at] for at in sorted(list(wanted)[:MOST_VIOLATIONS])]


def _not_applicable(rule: Rule, opened: Opened) -> str:
    """Why the rule does not apply, empty when it does."""
    if rule.family == SECOND_SEED and not opened.profile.get("second_seed", True):
        return f"profile {opened.profile.get('name', '')} switches the family {SECOND_SEED} off"
    claimed = opened.claims.get("apis")
    if claimed is not None:
        missing = [operation for operation in rule.needs if operation not in claimed]
        if missing:
            return f"the contractor does not claim {', '.join(missing)}"
    if rule.needs_given_time and opened.claims.get("clock") == "machine":
        return "the contractor goes by its machine's clock"
    if rule.needs_restart and opened.claims.get("driver") != "command":
        return "the contractor's program is not ours to kill and start again"
    if rule.needs_bytes and opened.journal:
        return f"the journal is {opened.journal}: it does not hold messages as they were sent"
    return ""


def _promoted(rule: Rule, opened: Opened) -> str:
    """Why an assumed rule counts all the same, empty when it does not."""
    for each in opened.profile.get("promotes") or ():
        if each.get("rule") == rule.id:
            return str(each.get("reason", ""))
    return ""


def _count(rule: Rule, evidence: Evidence, opened: Opened, journal: Sequence[Entry]) -> _Tally:
    tally = _Tally()
    occasions = within_reach(rule, rule.check(evidence), evidence, opened)
    for occasion in as_told(occasions, journal):
        match occasion:
            case Satisfied(entries=entries):
                tally.satisfied += 1
                if len(tally.evidence) < MOST_EVIDENCE:
                    tally.evidence.update(dict.fromkeys(entries))
            case Violated():
                tally.violated.append(occasion)
            case Open():
                tally.open.append(occasion)
    return tally


def _weigh(rule: Rule, tally: _Tally, promoted: str) -> tuple[Word, str]:
    """The word and its reason."""
    if tally.violated:
        return _broken(rule, len(tally.violated), promoted)
    whys = {each.why for each in tally.open}
    kept = f"kept on {tally.satisfied} occasion{'s' if tally.satisfied != 1 else ''}"
    for why in (Why.NO_LIFE, Why.BEFORE):
        if why in whys:
            reason = f"{kept}, but elsewhere {why.value}" if tally.satisfied else why.value
            return Word.INCONCLUSIVE, reason
    if tally.satisfied:
        return Word.PASSED, kept
    if Why.NOT_DUE in whys:
        return Word.INCONCLUSIVE, Why.NOT_DUE.value
    reasons = sorted(each.value for each in whys)
    return Word.NOT_EXERCISED, "; ".join(reasons) or "no occasion arose"


def _broken(rule: Rule, count: int, promoted: str) -> tuple[Word, str]:
    times = "once" if count == 1 else f"{count} times"
    if rule.level is Level.SHOULD:
        return Word.WARNED, f"broken {times}; a SHOULD warns"
    if rule.provenance is Provenance.ASSUMED and not (promoted or rule.always_fails):
        return Word.WARNED, f"broken {times}; an assumed rule warns unless it is promoted"
    return Word.FAILED, f"broken {times}" + (f" (promoted: {promoted})" if promoted else "")


def _violation(each: Violated, exchanges: _Exchanges) -> Violation:
    path, line = exchanges.place(each)
    return Violation(
        entries=each.entries,
        message=each.message,
        order=each.order,
        came=each.came,
        legal=each.legal,
        state=str(each.state),
        fix=each.fix,
        xpath=path,
        line=line,
        instead=each.instead,
    )


def _say(  # noqa: PLR0913, PLR0917 - the parts of one verdict
    rule: Rule,
    opened: Opened,
    word: Word,
    reason: str,
    tally: _Tally | None = None,
    violations: Iterable[Violation] = (),
) -> Verdict:
    tally = tally or _Tally()
    return Verdict(
        rule=rule.id,
        scenario=opened.scenario,
        mode=opened.mode,
        verdict=word,
        level=rule.level.value,
        provenance=rule.provenance.value,
        sentence=" ".join(rule.sentence.split()),
        source=rule.source,
        in_scope=rule.id in opened.covers,
        reason=reason,
        satisfied=tally.satisfied,
        violated=len(tally.violated),
        open=len(tally.open),
        evidence=tuple(sorted(tally.evidence)),
        violations=tuple(violations),
    )
