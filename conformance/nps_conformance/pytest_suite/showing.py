"""What a test of the suite shows: its words, and what Allure gets when allure-pytest is there."""

from collections.abc import Sequence
from typing import Final

from nps_reports.record import Verdict, Violation, Word
from nps_reports.writers.allure import content, title
from nps_simulator.journal.entries import Entry

try:
    import allure
except ImportError:  # allure-pytest is for those who want it
    allure = None  # type: ignore[assignment]  # asked for before every use

BROKEN: Final = frozenset({Word.FAILED, Word.ERROR, Word.WARNED})


def explain(verdict: Verdict) -> str:
    """A failure in words: what came, what was legal then, and how to mend it."""
    head = f"{verdict.rule} ({verdict.level}, {verdict.provenance}): {verdict.sentence}"
    rerun = f"nps certify --scenario {verdict.scenario} --mode {verdict.mode} --contractor FILE"
    told = [_told(each) for each in verdict.violations]
    if verdict.verdict is Word.ERROR or not told:
        told.insert(0, f"{verdict.verdict}: {verdict.reason}")
    return "\n\n".join([head, *told, f"Source: {verdict.source}\nRerun:  {rerun}"])


def _told(violation: Violation) -> str:
    place = f"\nAt:         {violation.xpath}, line {violation.line}" if violation.xpath else ""
    return (
        f"Came:       {violation.came}{place}\nLegal then: {violation.legal}\n"
        f"State:      {violation.state}\nEntries:    {', '.join(map(str, violation.entries))}\n"
        f"Fix:        {violation.fix}"
    )


def show(verdict: Verdict, entries: Sequence[Entry]) -> None:
    """Label the test for Allure, and tell violations, or one proof, as steps with messages."""
    if allure is None:
        return
    tell = allure.dynamic
    tell.title(f"{verdict.rule}: {verdict.scenario}, {verdict.mode}")
    tell.description(f"{verdict.sentence}\n\n{verdict.level}. Source: {verdict.source}")
    tell.parent_suite("NPS conformance")
    tell.suite(verdict.scenario)
    tell.sub_suite(verdict.mode)
    tell.feature(verdict.rule)
    tell.tag(verdict.provenance)
    must = verdict.level == "MUST"
    tell.severity(allure.severity_level.CRITICAL if must else allure.severity_level.MINOR)
    if verdict.verdict in BROKEN:
        for violation in verdict.violations:
            _step(violation.came, violation.entries, entries)
    elif verdict.evidence:
        _step(f"Kept, {verdict.satisfied} times; the first", verdict.evidence[:1], entries)


def _step(name: str, shown: Sequence[int], entries: Sequence[Entry]) -> None:
    with allure.step(name):
        for seq in shown:
            allure.attach(content(entries[seq]), title(entries[seq]), allure.attachment_type.TEXT)
