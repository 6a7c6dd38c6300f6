"""`nps redact`: journals without the people in them, and with the same verdicts."""

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from nps_conformance.certificate.issue import played_on
from nps_conformance.certificate.rederive import as_written, judged_again
from nps_conformance.commands.judge import JOURNALS, RUN, control_paths, journal_paths
from nps_conformance.judge import judge
from nps_conformance.kept_journal import read
from nps_conformance.redaction.journals import Redaction
from nps_conformance.redaction.pseudonyms import SHORTEST_KEY
from nps_conformance.run_folder import CONTROL
from nps_reports.record import Environment, Report, Verdict
from nps_reports.report import write_reports
from nps_reports.writers.run_json import RunFileError, parse
from nps_scenarios.problems import SetUpError
from nps_simulator.journal.entries import Entry, Opened
from nps_simulator.journal.files import write_journal

NAME: Final = "redact"
SUMMARY: Final = "give the people in a journal other names, with the same verdicts"
DRAWN: Final = 32  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Journal:
    """A journal before and after."""

    path: Path
    before: Sequence[Entry]
    after: Sequence[Entry]


class UnequalError(RuntimeError):
    """Redaction would turn a verdict: a mistake of ours, and nothing is written."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand."""
    parser.add_argument(
        "what",
        metavar="JOURNAL|DIR",
        type=Path,
        help="a journal (.jsonl), or a folder that nps certify wrote; the journals of its control "
        "run are redacted with it, logs and work folders are left behind",
    )
    parser.add_argument(
        "--key",
        metavar="FILE",
        type=Path,
        help=f"a secret of {SHORTEST_KEY} bytes or more, so that several runs get the same "
        "pseudonyms (default: one that is drawn, and forgotten)",
    )
    parser.add_argument(
        "--out",
        metavar="PATH",
        type=Path,
        help="where to write it (default: beside the original, with 'redacted' in its name)",
    )


def run(args: argparse.Namespace) -> int:
    """Redact; 0."""
    given: Path = args.what
    key = os.urandom(DRAWN) if args.key is None else _key(args.key)
    out: Path = args.out or _beside(given)
    if out.exists():
        raise SetUpError(f"{out} exists: name another place with --out, or move it away.")
    paths, controls = journal_paths(given), control_paths(given)
    redacted = _redacted([*paths, *controls], key)
    journals = redacted[: len(paths)]
    if given.is_dir():
        written = _write_folder(given, out, journals, redacted[len(paths) :])
    else:
        written = _write(out, journals[0].after)
    sys.stdout.write(f"{len(journals)} journals redacted, the verdicts are the same: {written}\n")
    if controls:
        sys.stdout.write(f"So are the {len(controls)} of its control run.\n")
    sys.stdout.write(
        "Their first entry says that they are redacted, and names the hash of the original.\n"
        "What is left is pseudonyms: treat them as personal data while the original exists.\n"
    )
    return 0


def _key(path: Path) -> bytes:
    try:
        key = path.read_bytes().strip()
    except OSError as error:
        raise SetUpError(f"{path}: cannot be read: {error.strerror or error}.") from error
    if len(key) < SHORTEST_KEY:
        raise SetUpError(
            f"{path} holds {len(key)} bytes, and a secret needs {SHORTEST_KEY}: write some random "
            "ones into it."
        )
    return key


def _beside(given: Path) -> Path:
    if given.is_dir():
        return given.with_name(f"{given.resolve().name}-redacted")
    return given.with_name(f"{given.stem}.redacted{given.suffix}")


def _redacted(paths: Sequence[Path], key: bytes) -> list[_Journal]:
    redaction = Redaction(key)
    originals = [(path, read(path)) for path in paths]
    for _, entries in originals:
        redaction.learn(entries)
    journals = [
        _Journal(path=path, before=entries, after=redaction.redacted(entries))
        for path, entries in originals
    ]
    for each in journals:
        _check_equal(each)
    return journals


def _check_equal(journal: _Journal) -> None:
    before = [essence(each) for each in judge(journal.before)]
    after = [essence(each) for each in judge(journal.after)]
    for one, other in zip(before, after, strict=True):
        if one != other:
            raise UnequalError(
                f"redacting {journal.path.name} would turn the verdict on {one[0]} from {one[1]} "
                f"to {other[1]}; nothing was written"
            )


def essence(verdict: Verdict) -> tuple[object, ...]:
    """All of a verdict but the words in which it quotes what came."""
    return (
        verdict.rule,
        verdict.verdict,
        verdict.in_scope,
        verdict.reason,
        (verdict.satisfied, verdict.violated, verdict.open),
        verdict.evidence,
        tuple(
            (each.entries, each.message, each.order, each.xpath, each.line)
            for each in verdict.violations
        ),
    )


def _write(path: Path, entries: Sequence[Entry]) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_journal(path, entries)
    except OSError as error:
        raise SetUpError(f"{path}: cannot be written: {error.strerror or error}.") from error
    return path


def _write_folder(
    given: Path, out: Path, journals: Sequence[_Journal], controls: Sequence[_Journal]
) -> Path:
    """The journals, and the reports anew from them where there was a run."""
    for folder, those in ((out, journals), (out / CONTROL, controls)):
        for each in those:
            _write(folder / JOURNALS / each.path.name, each.after)
    if not (given / RUN).is_file():
        return out
    raw = (given / RUN).read_bytes()
    try:
        said = parse(raw)
    except RunFileError as error:
        raise SetUpError(f"{given / RUN}: {error}") from error
    on = played_on(given)
    before = [each.before for each in controls]
    _, whole_plan = as_written(said, raw, [each.before for each in journals], on, before)
    if whole_plan is None:
        sys.stdout.write(
            f"{given / RUN} is not what this program says of the journals, so the reports are left "
            "out; nps judge --reports writes some.\n"
        )
        return out
    result = judged_again(
        said,
        [each.after for each in journals],
        on=on,
        whole_plan=whole_plan,
        controls=[each.after for each in controls],
    )
    report = Report(
        run=result,
        journals={
            (first.scenario, first.mode): each.after
            for each in journals
            if isinstance(first := each.after[0], Opened)
        },
        environment=Environment(started_at=on.isoformat()),
    )
    write_reports(report, out)
    return out
