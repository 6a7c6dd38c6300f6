"""Each violation explained, and what a decision still lacks."""

import shlex
from collections.abc import Iterable

from nps_reports.page.difference import difference
from nps_reports.page.markup import Markup, rows, tag
from nps_reports.page.messages import anchor
from nps_reports.record import Report, Run, Verdict, Violation, Word


def breaches(report: Report) -> Markup:
    """All violations, the failing ones first."""
    broken = [each for each in report.run.verdicts if each.violations]
    broken.sort(key=lambda each: each.verdict is not Word.FAILED)
    errors = [each for each in report.run.summary if each.verdict is Word.ERROR]
    return Markup(
        "".join(tag("p", f"{each.rule}: {each.reason}", class_="error") for each in errors)
        + "".join(_breach(each, report) for each in broken)
    )


def _breach(verdict: Verdict, report: Report) -> Markup:
    shown = len(verdict.violations)
    more = verdict.violated - shown
    known = " known failure" if verdict.rule in report.run.excused else ""
    rest = [tag("p", f"and {more} more of the same kind")] if more > 0 else []
    return tag(
        "article",
        [
            tag(
                "h3",
                [
                    tag("span", verdict.verdict.value, class_="word"),
                    " ",
                    tag("a", verdict.rule, href=f"#rule-{verdict.rule}"),
                    tag("small", f" in {verdict.scenario}, {verdict.mode}"),
                    tag("small", f",{known}") if known else "",
                ],
            ),
            *(
                _violation(verdict, first, report, again)
                for first, *again in _alike(verdict.violations)
            ),
            *rest,
            tag("p", verdict.sentence, class_="sentence"),
            rows(
                [
                    ("Source", f"{verdict.level}, {verdict.provenance}: {verdict.source}"),
                    ("Run it again", tag("code", rerun(report, verdict))),
                ]
            ),
        ],
        id=f"breach-{verdict.rule}-{verdict.scenario}-{verdict.mode}",
        class_=f"breach {verdict.verdict.value.lower()}",
    )


def _alike(violations: Iterable[Violation]) -> list[list[Violation]]:
    """The same breach of the same order, each time it occurred."""
    found: dict[tuple[str, str, str], list[Violation]] = {}
    for each in violations:
        found.setdefault((each.order, each.legal, each.fix), []).append(each)
    return list(found.values())


def _again(verdict: Verdict, again: Iterable[Violation]) -> list[str]:
    """A line for each further time: the message, and what came."""
    lines: list[str] = []
    for each in again:
        seq = each.entries[-1] if each.message is None else each.message
        target = f"#{anchor(verdict.scenario, verdict.mode, seq)}"
        lines += [tag("a", str(seq), href=target), f" {each.came}", tag("br")]
    return lines


def _violation(
    verdict: Verdict, violation: Violation, report: Report, again: Iterable[Violation]
) -> Markup:
    came = None
    if violation.message is not None and violation.instead is not None:
        came = report.journals[verdict.scenario, verdict.mode][violation.message]
    links: list[str] = []
    for seq in violation.entries:
        target = f"#{anchor(verdict.scenario, verdict.mode, seq)}"
        links += [tag("a", str(seq), href=target), " "]
    place = violation.xpath + (f", line {violation.line}" if violation.line else "")
    return tag(
        "div",
        [
            tag("p", [tag("b", "Came: "), violation.came]),
            tag("p", [tag("b", "Legal then: "), violation.legal]),
            rows(
                [
                    ("Messages", links),
                    ("Where", tag("code", place) if place else ""),
                    ("State", violation.state),
                    ("How to fix it", violation.fix),
                    ("The message", difference(violation, came)),
                    ("Again", _again(verdict, again)),
                ]
            ),
        ],
        class_="violation",
    )


def rerun(report: Report, verdict: Verdict) -> str:
    """The command that runs just this scenario in this mode again."""
    played = next(
        each
        for each in report.run.played
        if (each.scenario, each.mode) == (verdict.scenario, verdict.mode)
    )
    words = [*_begun(report), "--scenario", played.scenario, "--mode", played.mode]
    words += ["--profile", played.profile, "--seed", str(played.seed)]
    return shlex.join(words)


def known_failures(run: Run) -> Markup:
    """The entries of `known_failures` and how each stands."""
    listed = [
        tag(
            "li",
            [
                tag("b", each.standing.value),
                ": ",
                tag("a", each.rule, href=f"#rule-{each.rule}"),
                f". {each.said} Reason: {each.reason} Owner: {each.owner}. Until {each.until}.",
            ],
        )
        for each in run.known_failures
    ]
    return tag("ul", listed) if listed else Markup("")


def missing(run: Run) -> Markup:
    """Rules in scope that nothing decided, and scenarios that did not end as expected."""
    undecided = [
        tag("li", [tag("a", each.rule, href=f"#rule-{each.rule}"), f": {each.reason}"])
        for each in run.summary
        if each.in_scope and each.verdict in {Word.INCONCLUSIVE, Word.NOT_EXERCISED}
    ]
    ends = [
        tag("li", f"{each.scenario}, {each.mode}: {_expected(dict(end))}")
        for each in run.played
        for end in each.expectations
        if not end.get("held", True)
    ]
    return tag("ul", [*undecided, *ends]) if undecided or ends else Markup("")


def to_run_next(report: Report) -> Markup:
    """Commands that play again just what is broken or undecided."""
    run = report.run
    unsettled = {Word.FAILED, Word.ERROR, Word.INCONCLUSIVE, Word.NOT_EXERCISED}
    rules = {each.rule for each in run.summary if each.verdict in unsettled and each.in_scope}
    rules |= {each.rule for each in run.summary if each.verdict in {Word.FAILED, Word.ERROR}}
    named: dict[str, list[str]] = {}
    for each in run.verdicts:
        if each.rule in rules and each.verdict in unsettled and (each.in_scope or each.violations):
            named.setdefault(each.scenario, []).append(each.rule)
    items = []
    for scenario, broken in named.items():
        words = [*_begun(report), "--scenario", scenario]
        about = ", ".join(sorted(set(broken)))
        items.append(tag("li", [tag("code", shlex.join(words)), tag("br"), about]))
    return tag("ul", items) if items else Markup("")


def _begun(report: Report) -> list[str]:
    """`nps certify` with the files that this run was given."""
    words = ["nps", "certify"]
    given = report.environment.command
    for option in ("--contractor", "--scenarios"):
        if option in given[:-1]:
            words += [option, given[given.index(option) + 1]]
    return words


def _expected(end: dict[str, object]) -> str:
    told = ", ".join(f"{key} {value}" for key, value in sorted(end.items()) if key != "held")
    return f"the expected end was not reached ({told})"
