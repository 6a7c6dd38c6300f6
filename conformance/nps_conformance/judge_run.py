"""Combines the verdicts of all sandboxes of a run: one word for each rule, one exit code.

Over the sandboxes of a run a rule is

* ERROR when it is in any of them, FAILED when it is in any, WARNED when it is in any;
* INCONCLUSIVE when it is in any sandbox whose scenario covers it: proof was due there;
* PASSED when it is in at least one sandbox, and, if any played scenario covers it, in at least one
  that covers it: a legal client may take a road on which one sandbox offers no occasion;
* else INCONCLUSIVE, NOT_EXERCISED or NOT_APPLICABLE, the first that occurs.

A rule is in scope when a played scenario covers it. Exit codes: 4 when anything is ERROR; 1 when
anything FAILED; 2 when a MUST in scope is not PASSED (nor NOT_APPLICABLE, nor WARNED), when a
journal does not come to its end, or when a scenario did not reach its expected end; else 0.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from nps_conformance.evidence.build import NotAJournalError, build
from nps_conformance.evidence.unclear import quiz
from nps_conformance.judge import judge_evidence
from nps_conformance.rules._book import RULES
from nps_conformance.rules._rule import Level, Rule
from nps_reports.record import Played, RuleSummary, Run, UnclearReplies, Verdict, Word
from nps_simulator.journal.entries import NOT_APPLICABLE, Closed, Entry, Exchange, Opened

CONFORMANT, NOT_CONFORMANT, UNDECIDED, SETUP_ERROR, OWN_ERROR = range(5)

CUT_SHORT = frozenset({"", "interrupted"})  # not closed (a journal cut off), or ended from outside
_SILENCE = (
    "nothing came from the client, so there is nothing to judge. Check that it is started, and "
    "calls the address that it is given: nps doctor tries that"
)
_SETTLED = frozenset({Word.PASSED, Word.NOT_APPLICABLE, Word.WARNED})


def judge_run(journals: Iterable[Sequence[Entry]], rules: Mapping[str, Rule] = RULES) -> Run:
    """The run that these journals tell of, in the order given.

    Raises `NotAJournalError` when there is no journal, or one that is not.
    """
    played: list[Played] = []
    verdicts: list[Verdict] = []
    unclear: Counter[tuple[str, bool, str]] = Counter()
    first: Opened | None = None
    for entries in journals:
        evidence = build(entries)
        verdicts += judge_evidence(evidence, entries, rules)
        for call, handling in quiz(evidence):
            unclear[call.operation, call.effective, handling.value] += 1
        opened = entries[0]
        if isinstance(opened, Opened):  # judge has refused anything else
            first = first or opened
            played.append(_played(opened, entries))
    if first is None:
        raise NotAJournalError("There is no journal to judge.")
    summary = (*_unknown(played, rules), *_summaries(verdicts))
    code, conclusion = conclude(summary, played, verdicts)
    return Run(
        contractor=dict(first.claims),
        contract_sha256=first.contract_sha256,
        rules_sha256=first.rules_sha256,
        played=tuple(played),
        summary=tuple(sorted(summary, key=lambda each: each.rule)),
        verdicts=tuple(verdicts),
        exit_code=code,
        conclusion=conclusion,
        unclear=tuple(
            UnclearReplies(operation=operation, done=done, handling=handling, count=count)
            for (operation, done, handling), count in sorted(unclear.items())
        ),
    )


def with_verdicts(run: Run, verdicts: Sequence[Verdict]) -> Run:
    """The run with other verdicts, and what follows from them."""
    anew = {each.rule: each for each in _summaries(verdicts)}
    summary = tuple(anew.get(each.rule, each) for each in run.summary)
    code, conclusion = conclude(summary, run.played, verdicts)
    return replace(
        run, verdicts=tuple(verdicts), summary=summary, exit_code=code, conclusion=conclusion
    )


def _played(opened: Opened, entries: Sequence[Entry]) -> Played:
    last = entries[-1]
    ruled_out = isinstance(last, Closed) and last.why.startswith(NOT_APPLICABLE)
    return Played(
        scenario=opened.scenario,
        mode=opened.mode,
        seed=opened.seed,
        profile=str(opened.profile.get("name", "")),
        covers=() if ruled_out else tuple(opened.covers),
        scenario_sha256=opened.scenario_sha256,
        entries=len(entries),
        exchanges=sum(isinstance(each, Exchange) for each in entries),
        ended=last.why if isinstance(last, Closed) else "",
        expectations=(
            tuple(last.expectations) if isinstance(last, Closed) and not ruled_out else ()
        ),
    )


def _unknown(played: Iterable[Played], rules: Mapping[str, Rule]) -> list[RuleSummary]:
    """Rules that a scenario covers and that do not exist: a mistake of ours."""
    covered = {rule: each.scenario for each in played for rule in each.covers}
    return [
        RuleSummary(
            rule=rule,
            level=Level.MUST.value,
            verdict=Word.ERROR,
            in_scope=True,
            reason=f"scenario {scenario} covers it, and there is no such rule",
        )
        for rule, scenario in covered.items()
        if rule not in rules
    ]


def _summaries(verdicts: Iterable[Verdict]) -> list[RuleSummary]:
    by_rule: defaultdict[str, list[Verdict]] = defaultdict(list)
    for each in verdicts:
        by_rule[each.rule].append(each)
    return [_summary(rule, each) for rule, each in by_rule.items()]


def _summary(rule: str, verdicts: Sequence[Verdict]) -> RuleSummary:
    covering = [each for each in verdicts if each.in_scope]
    decisive = _decisive(verdicts, covering)
    return RuleSummary(
        rule=rule,
        level=decisive.level,
        verdict=decisive.verdict,
        in_scope=bool(covering),
        reason=f"{decisive.scenario}, {decisive.mode}: {decisive.reason}",
    )


def _decisive(verdicts: Sequence[Verdict], covering: Sequence[Verdict]) -> Verdict:
    """The verdict that decides over all of them."""
    order = (
        (verdicts, Word.ERROR),
        (verdicts, Word.FAILED),
        (verdicts, Word.WARNED),
        (covering, Word.INCONCLUSIVE),
        (covering or verdicts, Word.PASSED),
        (verdicts, Word.INCONCLUSIVE),
        (covering or verdicts, Word.NOT_EXERCISED),
    )
    for among, word in order:
        for each in among:
            if each.verdict is word:
                return each
    return verdicts[0]


def conclude(
    summary: Iterable[RuleSummary],
    played: Iterable[Played],
    verdicts: Iterable[Verdict],
    *,
    excused: Collection[str] = (),
) -> tuple[int, str]:
    """The exit code, and why in one sentence.

    `excused` are rules whose failure is known: they do not count as broken, and the end of a
    sandbox in which one of them failed need not be the expected one.
    """
    words: defaultdict[Word, list[str]] = defaultdict(list)
    undecided: list[str] = []
    known: list[str] = []
    for each in sorted(summary, key=lambda each: each.rule):
        if each.rule in excused and each.verdict is Word.FAILED:
            known.append(each.rule)
            continue
        words[each.verdict].append(each.rule)
        if each.in_scope and each.level == Level.MUST.value and each.verdict not in _SETTLED:
            undecided.append(each.rule)
    if words[Word.ERROR]:
        return OWN_ERROR, f"The judge failed on {', '.join(words[Word.ERROR])}."
    if words[Word.FAILED]:
        return NOT_CONFORMANT, f"Not conformant: broken {', '.join(words[Word.FAILED])}."
    astray = {
        (each.scenario, each.mode)
        for each in verdicts
        if each.rule in known and each.verdict is Word.FAILED
    }
    lacking = _lacking(undecided, played, astray)
    if lacking:
        return UNDECIDED, f"Undecided: {lacking}."
    if known:
        return CONFORMANT, f"Conformant but for known failures: {', '.join(known)}."
    return CONFORMANT, "Conformant: every MUST in scope was kept."


def _lacking(
    undecided: Sequence[str], played: Iterable[Played], astray: Collection[tuple[str, str]]
) -> str:
    """What a decision lacks, empty when nothing. `astray` need not end as expected."""
    played = list(played)
    if played and all(each.ended.startswith(NOT_APPLICABLE) for each in played):
        return "no scenario was played, for none applies to this landlord"
    if undecided and not any(each.exchanges for each in played):
        return _SILENCE
    if undecided:
        return f"too little proof of {', '.join(undecided)}"
    several = [(f"{each.scenario} ({each.mode})", each) for each in played]
    cut = [name for name, each in several if each.ended in CUT_SHORT]
    if cut:
        return f"the journal does not come to its end in {', '.join(cut)}"
    missed = [
        name
        for name, each in several
        if (each.scenario, each.mode) not in astray
        and any(not end.get("held", True) for end in each.expectations)
    ]
    return f"the expected end was not reached in {', '.join(missed)}" if missed else ""
