"""Known failures: what `contractor.yaml` says is broken, held against a run that was judged.

Verdicts are not touched: they remain a function of the journals. Only the exit code, and what is
said of it, take known failures into account. The date is that of the run, given as an argument.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date

from nps_conformance.contractor_file import KnownFailure
from nps_conformance.judge_run import NOT_CONFORMANT, OWN_ERROR, conclude
from nps_conformance.rules._book import RULES
from nps_conformance.rules._rule import Rule
from nps_reports.record import Known, Run, Standing, Word

FAILING = frozenset({Standing.STALE, Standing.UNKNOWN, Standing.EXPIRED})


def weighed(
    run: Run,
    known: Sequence[KnownFailure],
    *,
    on: date,
    tried: Collection[str],
    rules: Mapping[str, Rule] = RULES,
) -> Run:
    """The run with its known failures told, and the exit code that follows.

    `on` is the day of the run; an entry holds on its last day still. `tried` are the rules that
    this run could show to be broken: an entry about another is not stale when it did not fail.
    """
    told = tuple(_told(run, each, on=on, tried=tried, rules=rules) for each in known)
    counts = {word.value: sum(each.standing is word for each in told) for word in Standing}
    run = replace(run, known_failures=told, known_counts=counts if told else {})
    code, conclusion = conclude(run.summary, run.played, run.verdicts, excused=run.excused)
    wrong = [f"{each.rule} ({each.standing})" for each in told if each.standing in FAILING]
    if wrong and code != OWN_ERROR:
        already = f"{conclusion} " if code == NOT_CONFORMANT else "Not conformant: "
        code = NOT_CONFORMANT
        conclusion = f"{already}known_failures does not hold for {', '.join(wrong)}."
    return replace(run, exit_code=code, conclusion=conclusion)


def _told(
    run: Run,
    known: KnownFailure,
    *,
    on: date,
    tried: Collection[str],
    rules: Mapping[str, Rule],
) -> Known:
    word = next((each.verdict for each in run.summary if each.rule == known.rule), None)
    rule = f"The known failure {known.rule}"
    if known.rule not in rules:
        standing = Standing.UNKNOWN
        said = f"{rule} is no rule; correct its id (nps rules lists them) or remove the entry."
    elif word is not Word.FAILED and known.rule in tried:
        standing = Standing.STALE
        said = f"{rule} did not fail in this run ({word or 'not judged'}); remove the entry."
    elif on > known.until:
        standing = Standing.EXPIRED
        said = f"{rule} was let pass until {known.until} only; {known.owner} is to mend it."
    elif word is not Word.FAILED:
        standing = Standing.NOT_TRIED
        said = f"{rule} was not tried: too little of the plan was played to tell."
    else:
        standing = Standing.HOLDS
        said = f"{rule} failed as expected; it is let pass until {known.until}."
    return Known(
        rule=known.rule,
        reason=known.reason,
        owner=known.owner,
        until=known.until.isoformat(),
        standing=standing,
        said=said,
    )
