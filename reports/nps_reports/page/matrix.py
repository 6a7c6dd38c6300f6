"""The matrix of rules and sandboxes, and the rules with their sentences and sources."""

from itertools import groupby

from nps_reports.page.markup import Markup, rows, tag
from nps_reports.record import Run, Verdict, Word

SHORT = {
    Word.PASSED: "pass",
    Word.FAILED: "FAIL",
    Word.WARNED: "warn",
    Word.NOT_EXERCISED: "-",
    Word.INCONCLUSIVE: "?",
    Word.NOT_APPLICABLE: "n/a",
    Word.ERROR: "ERROR",
}


def matrix(run: Run) -> Markup:
    """A table: a row for each rule, a column for each sandbox; a dot marks what is in scope."""
    cells = {(each.rule, each.scenario, each.mode): each for each in run.verdicts}
    groups = [(key, list(each)) for key, each in groupby(run.played, lambda each: each.scenario)]
    scenarios = [
        tag("th", scenario, scope="colgroup", colspan=str(len(modes))) for scenario, modes in groups
    ]
    modes = [tag("th", each.mode, scope="col") for each in run.played]
    body = []
    for summary in run.summary:
        row = [
            tag(
                "th",
                tag("a", summary.rule, href=f"#rule-{summary.rule}"),
                scope="row",
                class_=summary.level.lower(),
            ),
            _cell(summary.verdict, summary.reason, summary.in_scope, ""),
        ]
        for each in run.played:
            verdict = cells.get((summary.rule, each.scenario, each.mode))
            row.append(tag("td") if verdict is None else _of(verdict))
        body.append(tag("tr", row))
    legend = (
        "• in scope: the scenario covers the rule. - no occasion arose. ? too little proof. "
        "n/a not applicable. Point at a cell for its reason."
    )
    return Markup(
        tag("p", legend, class_="legend")
        + tag(
            "div",
            tag(
                "table",
                [
                    tag(
                        "thead",
                        [
                            tag(
                                "tr",
                                [
                                    tag("th", "Rule", scope="col", rowspan="2"),
                                    tag("th", "Run", scope="col", rowspan="2"),
                                    *scenarios,
                                ],
                            ),
                            tag("tr", modes),
                        ],
                    ),
                    tag("tbody", body),
                ],
            ),
            class_="wide",
            tabindex="0",
            role="region",
            aria_label="Rules and scenarios",
        )
    )


def _of(verdict: Verdict) -> Markup:
    link = f"#breach-{verdict.rule}-{verdict.scenario}-{verdict.mode}" if verdict.violations else ""
    return _cell(verdict.verdict, verdict.reason, verdict.in_scope, link)


def _cell(word: Word, reason: str, in_scope: bool, link: str) -> Markup:  # noqa: FBT001 - a column
    said = SHORT[word] + (" •" if in_scope else "")
    inner = tag("a", said, href=link) if link else said
    return tag("td", inner, class_=word.value.lower(), title=f"{word.value}: {reason}")


def rule_list(run: Run) -> Markup:
    """Each rule once: its sentence, its source, and what was found."""
    seen: dict[str, Verdict] = {}
    for each in run.verdicts:
        seen.setdefault(each.rule, each)
    reasons = {each.rule: each for each in run.summary}
    items = []
    for rule, verdict in seen.items():
        summary = reasons[rule]
        items.append(
            tag(
                "article",
                [
                    tag("h3", rule),
                    tag("p", verdict.sentence, class_="sentence"),
                    rows(
                        [
                            ("Level", f"{verdict.level}, {verdict.provenance}"),
                            ("Source", verdict.source),
                            ("Verdict", f"{summary.verdict.value} ({summary.reason})"),
                        ]
                    ),
                ],
                id=f"rule-{rule}",
                class_=summary.verdict.value.lower(),
            )
        )
    return Markup("".join(items))
