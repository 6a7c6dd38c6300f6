"""`nps judge`: judges journals again from their files; the same entries give the same verdicts.

Logs that were captured elsewhere (HAR, or a folder of messages) are made journals first.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final, TextIO

from nps_conformance.captured.journal import imported
from nps_conformance.captured.log import read_log
from nps_conformance.captured.message import Log
from nps_conformance.contractor_file import ContractorFile, load_contractor
from nps_conformance.control import controlled
from nps_conformance.judge import rules_sha256
from nps_conformance.judge_run import judge_run
from nps_conformance.kept_journal import Shelf
from nps_conformance.known_failures import weighed
from nps_conformance.plan import MODES
from nps_conformance.rules._book import RULES
from nps_conformance.run_folder import CONTROL, make
from nps_reports.in_use import in_use
from nps_reports.record import Report, Run, Verdict, Word
from nps_reports.report import find_writers, write_reports
from nps_reports.writers.run_json import RunFileError, parse
from nps_scenarios.loader import load_profile, scenario_names
from nps_scenarios.problems import SetUpError
from nps_simulator.clock import machine_now
from nps_simulator.journal.entries import Entry
from nps_simulator.journal.files import write_journal

NAME: Final = "judge"
SUMMARY: Final = "judge a journal again, or a log captured elsewhere"
JOURNALS: Final = "journals"
DEFAULT_PROFILE: Final = "certification"
RUN: Final = "run.json"

_BROKEN: Final = frozenset({Word.FAILED, Word.WARNED, Word.ERROR})


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options of this subcommand."""
    parser.add_argument(
        "what",
        metavar="JOURNAL|DIR|HAR",
        type=Path,
        nargs="+",
        help="a journal (.jsonl), a folder that `nps certify` wrote, a captured log (.har), or a "
        "folder of NAME-request.xml and NAME-response.xml",
    )
    parser.add_argument(
        "--reports", metavar="DIR", type=Path, help="write all reports there (default: none)"
    )
    parser.add_argument("--json", action="store_true", help="print run.json on standard output")
    parser.add_argument(
        "--whole",
        action="store_true",
        help="a captured log begins with the first message ever, so that all of it may be judged",
    )
    parser.add_argument(
        "--save", metavar="FILE", type=Path, help="write the journal that a captured log became"
    )
    parser.add_argument(
        "--profile",
        metavar="NAME",
        default=DEFAULT_PROFILE,
        help=f"the landlord of a captured log (default: {DEFAULT_PROFILE})",
    )
    parser.add_argument(
        "--contractor",
        metavar="FILE",
        type=Path,
        help="the contractor.yaml whose known_failures are to count, as of today",
    )


def run(args: argparse.Namespace) -> int:
    """Judge; the exit code of the run."""
    with ExitStack() as held:
        if args.reports:
            make(args.reports)
            held.enter_context(in_use(args.reports))
        return _judged(args)


def _judged(args: argparse.Namespace) -> int:
    contractor = load_contractor(args.contractor) if args.contractor else None
    shelf = Shelf()
    journals: list[Sequence[Entry]] = []
    result = judge_run(_journals(args, contractor, shelf, journals))
    controls = [shelf.journal(path) for given in args.what for path in control_paths(given)]
    result = controlled(result, controls)
    if contractor:
        known = contractor.known_failures
        result = weighed(result, known, on=machine_now().date(), tried=_tried(result))
    report = Report(
        run=result,
        journals={
            (played.scenario, played.mode): entries
            for played, entries in zip(result.played, journals, strict=True)
        },
    )
    if args.reports:
        write_reports(report, args.reports)
    if args.json:
        sys.stdout.write(find_writers()[RUN].render(report).decode())
    _tell(result, sys.stderr if args.json else sys.stdout)
    return result.exit_code


def _journals(
    args: argparse.Namespace,
    contractor: ContractorFile | None,
    shelf: Shelf,
    journals: list[Sequence[Entry]],
) -> Iterator[Sequence[Entry]]:
    """The entries of each journal that is meant, one after the other; what is to be kept of it goes
    to `journals`.
    """
    for given in args.what:
        log = read_log(given)
        if log is None:
            for path in journal_paths(given):
                journals.append(shelf.journal(path))
                yield shelf.entries(path)
        else:
            made = _imported(given, log, args, contractor)
            journals.append(made)
            yield made


def _imported(
    given: Path, log: Log, args: argparse.Namespace, contractor: ContractorFile | None
) -> Sequence[Entry]:
    """The journal that a captured log becomes; what is to be said of it is said at once."""
    claims = contractor.journaled() if contractor else {}
    made = imported(log, profile=load_profile(args.profile), claims=claims, whole=args.whole)
    sys.stderr.writelines(f"{given}: {note}\n" for note in made.notes)
    if args.save:
        try:
            write_journal(args.save, made.entries)
        except OSError as error:
            raise SetUpError(
                f"{args.save}: cannot be written: {error.strerror or error}."
            ) from error
    return made.entries


def _tried(run: Run) -> Collection[str]:
    """Rules that the run could show to be broken: all in a whole plan, else those in scope."""
    played = {(each.scenario, each.mode) for each in run.played}
    if {(name, mode) for name in scenario_names() for mode in MODES} <= played:
        return RULES.keys()
    return {each.rule for each in run.summary if each.in_scope}


def journal_paths(given: Path) -> list[Path]:
    """The journals that a path means, in the order of the plan where a `run.json` tells it.

    Raises SetUpError when there are none.
    """
    if not given.is_dir():
        return [given]
    folder = given / JOURNALS if (given / JOURNALS).is_dir() else given
    found = {path.stem: path for path in sorted(folder.glob("*.jsonl"))}
    if not found:
        raise SetUpError(f"{given}: there is no journal (*.jsonl) in it; name a run's folder.")
    try:
        planned = [
            f"{each.scenario}-{each.mode}" for each in parse((given / RUN).read_bytes()).played
        ]
    except (OSError, RunFileError):
        planned = []
    order = [name for name in planned if name in found]
    return [found[name] for name in [*order, *(name for name in found if name not in order)]]


def control_paths(given: Path) -> list[Path]:
    """The journals of the control run, if the path is the folder of a run that holds some."""
    return sorted((given / CONTROL / JOURNALS).glob("*.jsonl"))


def _tell(result: Run, out: TextIO) -> None:
    for verdict in result.verdicts:
        if verdict.verdict in _BROKEN:
            _explain(verdict, out)
    words = Counter(each.verdict for each in result.summary)
    counted = ", ".join(f"{words[word]} {word.value}" for word in Word if words[word])
    out.write(f"{len(result.played)} journals, {len(result.summary)} rules: {counted}\n")
    if result.rules_sha256 != rules_sha256():
        out.write("Judged by other rules than those it was played with.\n")
    out.writelines(
        f"{known.said} ({known.owner}: {known.reason})\n" for known in result.known_failures
    )
    out.write(f"{result.conclusion} (exit code {result.exit_code})\n")


def _explain(verdict: Verdict, out: TextIO) -> None:
    out.write(f"{verdict.verdict.value}: {verdict.rule} in {verdict.scenario}, {verdict.mode}\n")
    if verdict.verdict is Word.ERROR:
        out.write(f"  {verdict.reason}\n")
    for each in verdict.violations:
        numbers = ", ".join(map(str, each.entries))
        out.write(f"  - entries {numbers}: {each.came}\n    Legal was: {each.legal} {each.fix}\n")
