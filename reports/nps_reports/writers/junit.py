"""`junit.xml`: one test case for each rule in each sandbox, as CI systems read it.

FAILED is a failure, ERROR an error; what was not exercised, not decided or not applicable is
skipped with its reason; WARNED passes, and says so in its output. A known failure is skipped and
says so. A suite of its own, `known_failures`, has a case for each entry of that name in the file;
one that is stale, unknown or expired is a failure.
"""

from collections.abc import Collection
from itertools import groupby
from typing import Final

from lxml import etree

from nps_reports.record import Known, Report, Standing, Verdict, Violation, Word

FILE: Final = "junit.xml"

_NO_TIME: Final = "1970-01-01T00:00:00"
_SKIPPED: Final = frozenset({Word.NOT_EXERCISED, Word.INCONCLUSIVE, Word.NOT_APPLICABLE})


def render(report: Report) -> bytes:
    """The whole file, in UTF-8."""
    run, started = report.run, report.environment.started_at
    root = etree.Element("testsuites", name="nps certify", time=f"{report.environment.seconds:.3f}")
    groups = groupby(run.verdicts, key=lambda each: (each.scenario, each.mode))
    for number, ((scenario, mode), several) in enumerate(groups):
        cases = tuple(several)
        suite = _suite(root, number, f"{scenario}.{mode}", started)
        for each in cases:
            _case(suite, each, run.excused)
        warned = [f"{each.rule}: {each.reason}" for each in cases if each.verdict is Word.WARNED]
        _close(suite, "\n".join(warned))
    if run.known_failures:
        suite = _suite(root, len(root), "known_failures", started)
        for known in run.known_failures:
            _known(suite, known)
        counts = run.known_counts
        _close(suite, ", ".join(f"{counts[word]} {word}" for word in counts))
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _suite(root: etree._Element, number: int, name: str, started: str) -> etree._Element:
    suite = etree.SubElement(root, "testsuite", name=name, package=name, id=str(number))
    suite.set("time", "0")
    suite.set("timestamp", started[:19] or _NO_TIME)
    suite.set("hostname", "localhost")
    etree.SubElement(suite, "properties")
    return suite


def _close(suite: etree._Element, out: str) -> None:
    """Count the cases of a suite, and end it with what it says."""
    suite.set("tests", str(len(suite.findall("testcase"))))
    counts = (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
    for count, kind in counts:
        suite.set(count, str(len(suite.findall(f"testcase/{kind}"))))
    etree.SubElement(suite, "system-out").text = _printable(out)
    etree.SubElement(suite, "system-err")


def _case(suite: etree._Element, verdict: Verdict, excused: Collection[str]) -> None:
    name = suite.get("name", "")
    case = etree.SubElement(suite, "testcase", name=verdict.rule, classname=name, time="0")
    message = _printable(f"{verdict.verdict.value}: {verdict.reason}")
    if verdict.verdict is Word.FAILED and verdict.rule in excused:
        etree.SubElement(case, "skipped", message=f"Known failure. {message}")
    elif verdict.verdict is Word.FAILED:
        failure = etree.SubElement(case, "failure", message=message, type=verdict.provenance)
        failure.text = _printable(
            "\n\n".join([f"{verdict.sentence}\n", *map(_told, verdict.violations)])
        )
    elif verdict.verdict is Word.ERROR:
        etree.SubElement(case, "error", message=message, type="judge")
    elif verdict.verdict in _SKIPPED:
        etree.SubElement(case, "skipped", message=message)


def _known(suite: etree._Element, known: Known) -> None:
    name = _printable(known.rule)
    case = etree.SubElement(suite, "testcase", name=name, classname="known_failures", time="0")
    message = _printable(f"{known.said} Reason: {known.reason} Owner: {known.owner}")
    if known.standing is Standing.NOT_TRIED:
        etree.SubElement(case, "skipped", message=message)
    elif known.standing is not Standing.HOLDS:
        etree.SubElement(case, "failure", message=message, type=known.standing.value)


def _told(violation: Violation) -> str:
    place = f" at {violation.xpath}, line {violation.line}" if violation.xpath else ""
    return (
        f"Came: {violation.came}{place}\nLegal then: {violation.legal}\nState: {violation.state}\n"
        f"Entries: {', '.join(map(str, violation.entries))}\nFix: {violation.fix}"
    )


def _printable(text: str) -> str:
    """Text without what XML 1.0 cannot hold."""
    return "".join(each if each in "\t\n\r" or each.isprintable() else "\ufffd" for each in text)
