"""`transcript.txt`: what happened, a line for each entry, and each breach where it happened."""

from collections.abc import Iterator
from typing import Final

from nps_reports.entry_text import told
from nps_reports.record import Report, Verdict, Violation

FILE: Final = "transcript.txt"


def render_pieces(report: Report) -> Iterator[bytes]:
    """The text line by line, in UTF-8, each ended by LF."""
    return (f"{line}\n".encode() for line in _lines(report))


def render(report: Report) -> bytes:
    """The whole text."""
    return b"".join(render_pieces(report))


def _lines(report: Report) -> Iterator[str]:
    run = report.run
    yield f"{run.contractor.get('name', 'contractor')} {run.contractor.get('version', '')}".strip()
    yield run.conclusion
    breaches: dict[tuple[str, str, int], list[str]] = {}
    for verdict in run.verdicts:
        for violation in verdict.violations:
            at = max(violation.entries) if violation.message is None else violation.message
            place = (verdict.scenario, verdict.mode, at)
            breaches.setdefault(place, []).append(_breach(verdict, violation))
    for (scenario, mode), entries in report.journals.items():
        yield ""
        yield f"== {scenario}, {mode}"
        for entry in entries:
            yield f"{entry.seq:>5} {entry.at} {' '.join(told(entry).split())}"
            yield from breaches.get((scenario, mode, entry.seq), ())


def _breach(verdict: Verdict, violation: Violation) -> str:
    said = f"{verdict.verdict.value} {verdict.rule}: {violation.came} Legal then: {violation.legal}"
    return f"      ! {' '.join(said.split())}"
