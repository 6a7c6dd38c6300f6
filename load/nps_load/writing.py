"""Writes an outcome: for people in the terminal, as JSON, as JUnit, and as one HTML page."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import msgspec
from lxml import etree
from lxml.builder import E

from nps_load.etiquette import in_words
from nps_load.invariants import Finding
from nps_load.measures import ALL, HUNDRED, RAW, SCHEDULED, SPANS, Series
from nps_load.outcome import Outcome
from nps_load.page import page
from nps_load.thresholds import Checked
from nps_reports.record import Word
from nps_scenarios.problems import SetUpError

PERCENTILES: Final = (50, 95, 99)
SCHEMA_VERSION: Final = 1
WIDTH: Final = 20  # of the longest name of a row
_MARKS: Final = {
    Word.PASSED: "ok",
    Word.NOT_APPLICABLE: "n/a",
    Word.NOT_EXERCISED: "nothing",
}


def ready(directory: Path) -> None:
    """Make the directory for reports before anything is run for them. Raises SetUpError."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetUpError(
            f"--reports {directory} cannot be made a directory ({error.strerror}): give another."
        ) from error


def write_outcome(outcome: Outcome, directory: Path) -> None:
    """All files, each replaced as a whole."""
    directory.mkdir(parents=True, exist_ok=True)
    content = {
        "load.json": msgspec.json.format(msgspec.json.encode(as_plain(outcome)), indent=2),
        "junit.xml": junit(outcome),
        "report.html": page(outcome).encode(),
    }
    for name, text in content.items():
        fresh = directory / f"{name}.new"
        fresh.write_bytes(text)
        fresh.replace(directory / name)


def as_plain(outcome: Outcome) -> dict[str, Any]:
    """The outcome as JSON has it; milliseconds for rows, seconds for business latencies."""
    measured = outcome.measured
    return {
        "schema": SCHEMA_VERSION,
        "shape": outcome.shape,
        "contractors": outcome.contractors,
        "target": outcome.target or "own simulator",
        "interrupted": outcome.interrupted,
        "exit_code": outcome.exit_code,
        "conclusion": outcome.conclusion,
        "seconds": round(measured.seconds, 3),
        "requests": measured.requests,
        "requests_per_second": round(measured.rate, 1),
        "orders_raised": measured.orders,
        "polls_not_sent": measured.skipped,
        "generator_limit": measured.generator.limits,
        "latencies": [
            {"of": row, "clock": clock, **_figures(series)}
            for clock, table in ((RAW, measured.raw), (SCHEDULED, measured.scheduled))
            for row, series in sorted(table.items())
        ],
        "business": [{"of": name, **_figures(measured.spans[name])} for name in SPANS],
        "outages": [
            {
                "of": "server" if each.down else "contractors",
                "lasted": round(each.lasted, 3),
                "calls_without_reply": each.unanswered,
                "backlog": each.backlog,
                "seconds_to_drain": None if each.seconds is None else round(each.seconds, 3),
                "left": len(each.left),
            }
            for each in measured.drains
        ],
        "problems": [
            {"row": row, "problem": problem, "count": count}
            for (row, problem), count in sorted(measured.problems.items())
        ],
        "thresholds": [
            {"name": each.name, "verdict": each.word.value, "reason": each.reason}
            for each in outcome.thresholds
        ],
        "invariants": [
            {
                "name": each.name,
                "view": each.view,
                "verdict": each.word.value,
                "reason": each.reason,
                "examples": list(each.examples),
            }
            for each in outcome.findings
        ],
        "etiquette": [msgspec.to_builtins(each) for each in outcome.etiquette],
    }


def _figures(series: Series) -> dict[str, float]:
    figures: dict[str, float] = {"count": len(series), "mean": round(series.mean, 3)}
    for percent in PERCENTILES:
        figures[f"p{percent}"] = round(series.percentile(percent), 3)
    return {**figures, "max": round(series.largest, 3)}


def junit(outcome: Outcome) -> bytes:
    """One suite of thresholds, one of invariants; what had nothing to measure is an error unless
    it does not apply.
    """
    suites = E.testsuites(
        _suite("thresholds", outcome.thresholds), _suite("invariants", outcome.findings)
    )
    return etree.tostring(suites, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _suite(name: str, checks: Sequence[Checked | Finding]) -> etree._Element:
    suite = E.testsuite(name=f"nps load: {name}", tests=str(len(checks)))
    failures = errors = skipped = 0
    for each in checks:
        label = f"{each.name} ({each.view})" if isinstance(each, Finding) else each.name
        case = E.testcase(classname=f"nps.load.{name}", name=label)
        if each.word is Word.FAILED:
            examples = each.examples if isinstance(each, Finding) else ()
            case.append(E.failure("\n".join(examples), message=each.reason))
            failures += 1
        elif each.word is Word.NOT_APPLICABLE or (
            isinstance(each, Finding) and each.word is Word.NOT_EXERCISED
        ):
            case.append(E.skipped(message=each.reason))
            skipped += 1
        elif each.word is not Word.PASSED:
            case.append(E.error(message=f"{each.word.value}: {each.reason}"))
            errors += 1
        suite.append(case)
    suite.set("failures", str(failures))
    suite.set("errors", str(errors))
    suite.set("skipped", str(skipped))
    return suite


def summary(outcome: Outcome) -> str:
    """The outcome for the terminal."""
    measured = outcome.measured
    failed = measured.failures.get(ALL, 0)
    raised = "" if outcome.raised is None else f"{outcome.raised} orders raised, "
    first = (
        f"{outcome.shape}: {outcome.contractors} contractors, {measured.requests} requests in "
        f"{measured.seconds:.1f} s ({measured.rate:.0f}/s), {failed} failed, "
        f"{raised}{measured.skipped} polls not sent"
    )
    lines = [
        first,
        "",
        f"{'':{WIDTH}}{'count':>8}" + "".join(f"{f'p{percent}':>9}" for percent in PERCENTILES),
        *(_row(f"{row} ms", series) for row, series in sorted(measured.raw.items())),
        *(_row(f"{row} scheduled ms", series) for row, series in measured.scheduled.items()),
        *(_row(f"{name} s", measured.spans[name]) for name in SPANS if measured.spans[name]),
        "",
    ]
    limits = measured.generator.limits
    if limits:
        lines += [f"The generator was the limit, not the server: {limits}.", ""]
    for each in outcome.thresholds:
        lines.append(f"  {_MARKS.get(each.word, each.word.value):8}{each.name}: {each.reason}")
    for found in outcome.findings:
        mark = _MARKS.get(found.word, found.word.value)
        lines.append(f"  {mark:8}{found.name} ({found.view}): {found.reason}")
        lines += [f"            {example}" for example in found.examples[:3]]
    for (row, problem), count in sorted(measured.problems.items()):
        lines.append(f"  {row}: {count} times {problem}")
    lines.append(f"  etiquette: {in_words(outcome.etiquette)}")
    share = f"{measured.generator.processor * HUNDRED:.0f}%"
    lines += [f"  generator: {share} of a core", "", f"Run {outcome.conclusion}."]
    return "\n".join(lines)


def _row(name: str, series: Series) -> str:
    figures = "".join(f"{series.percentile(percent):9.2f}" for percent in PERCENTILES)
    return f"{name:{WIDTH}}{len(series):8}{figures}"
