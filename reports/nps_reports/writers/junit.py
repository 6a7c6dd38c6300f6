"""`junit.xml`: one test case for each rule in each sandbox, as CI systems read it.

FAILED is a failure, ERROR an error; what was not exercised, not decided or not applicable is
skipped with its reason; WARNED passes, and says so in its output.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

from lxml import etree

from nps_reports.record import Report, Verdict, Violation, Word

FILE: Final = "junit.xml"

_NO_TIME: Final = "1970-01-01T00:00:00"
_SKIPPED: Final = frozenset({Word.NOT_EXERCISED, Word.INCONCLUSIVE, Word.NOT_APPLICABLE})


def render(report: Report) -> bytes:
    """The whole file, in UTF-8."""
    verdicts = report.run.verdicts
    root = etree.Element("testsuites", name="nps certify", time=f"{report.environment.seconds:.3f}")
    _counts(root, verdicts)
    groups = groupby(verdicts, key=lambda each: (each.scenario, each.mode))
    for number, ((scenario, mode), cases) in enumerate(groups):
        _suite(root, number, f"{scenario}.{mode}", tuple(cases), report.environment.started_at)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _counts(element: etree._Element, verdicts: Sequence[Verdict]) -> None:
    words = [each.verdict for each in verdicts]
    element.set("tests", str(len(words)))
    element.set("failures", str(words.count(Word.FAILED)))
    element.set("errors", str(words.count(Word.ERROR)))


def _suite(
    root: etree._Element, number: int, name: str, cases: Sequence[Verdict], started: str
) -> None:
    suite = etree.SubElement(root, "testsuite", name=name, package=name, id=str(number))
    _counts(suite, cases)
    suite.set("skipped", str(sum(each.verdict in _SKIPPED for each in cases)))
    suite.set("time", "0")
    suite.set("timestamp", started[:19] or _NO_TIME)
    suite.set("hostname", "localhost")
    etree.SubElement(suite, "properties")
    for each in cases:
        _case(suite, name, each)
    warned = [f"{each.rule}: {each.reason}" for each in cases if each.verdict is Word.WARNED]
    etree.SubElement(suite, "system-out").text = _printable("\n".join(warned))
    etree.SubElement(suite, "system-err")


def _case(suite: etree._Element, name: str, verdict: Verdict) -> None:
    case = etree.SubElement(suite, "testcase", name=verdict.rule, classname=name, time="0")
    message = _printable(f"{verdict.verdict.value}: {verdict.reason}")
    if verdict.verdict is Word.FAILED:
        failure = etree.SubElement(case, "failure", message=message, type=verdict.provenance)
        failure.text = _printable(
            "\n\n".join([f"{verdict.sentence}\n", *map(_told, verdict.violations)])
        )
    elif verdict.verdict is Word.ERROR:
        etree.SubElement(case, "error", message=message, type="judge")
    elif verdict.verdict in _SKIPPED:
        etree.SubElement(case, "skipped", message=message)


def _told(violation: Violation) -> str:
    place = f" at {violation.xpath}, line {violation.line}" if violation.xpath else ""
    return (
        f"Came: {violation.came}{place}\nLegal then: {violation.legal}\nState: {violation.state}\n"
        f"Entries: {', '.join(map(str, violation.entries))}\nFix: {violation.fix}"
    )


def _printable(text: str) -> str:
    """Text without what XML 1.0 cannot hold."""
    return "".join(each if each in "\t\n\r" or each.isprintable() else "\ufffd" for each in text)
