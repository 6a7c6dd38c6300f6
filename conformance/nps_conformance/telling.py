"""What `nps certify` says on the terminal while it plays, and at the end."""

import argparse
import shlex
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any, Final, TextIO

from nps_conformance.contractor_file import ContractorFile
from nps_conformance.drivers.http import NO_CONNECTION
from nps_conformance.drivers.person import CLOSED_TERMINAL
from nps_conformance.judge import judge
from nps_conformance.judge_run import UNDECIDED
from nps_conformance.plan import PASSWORD, USERNAME, Part, Played
from nps_conformance.said import last_line
from nps_reports.record import RuleSummary, Run, Verdict, Violation, Word
from nps_simulator.journal.entries import Closed, Driver, Entry, Exchange

ORDER: Final = (  # the last line is the one that is read
    Word.PASSED,
    Word.NOT_APPLICABLE,
    Word.NOT_EXERCISED,
    Word.INCONCLUSIVE,
    Word.WARNED,
    Word.FAILED,
    Word.ERROR,
)
BROKEN: Final = frozenset({Word.ERROR, Word.FAILED, Word.WARNED})
WIDTH: Final = 100
INDENT: Final = "  "
ENDS: Final = {
    "script": "played to its end",
    "rounds": "out of rounds",
    "patience": "gave up waiting",
    "calls": "stopped: called without end",
    "exited": "the program exited",
    "interrupted": "interrupted",
}
UNENDED: Final = frozenset({"exited", "patience", "calls"})  # for a reason the program may know
UNREACHED: Final = frozenset({NO_CONNECTION, CLOSED_TERMINAL})
MOST_MISSED: Final = 3  # ends of one sandbox; all of them are in the reports
MOST_UNENDED: Final = 8  # sandboxes that did not reach their ends
MOST_EXPLAINED: Final = 3  # breaches of one rule; all of them are in the reports


class Telling:
    """Writes plain lines; nothing depends on the terminal.

    `logs` is the folder of what the contractor's program says, None when nobody asks for it.
    """

    def __init__(self, out: TextIO, logs: Path | None = None) -> None:
        self._out = out
        self._logs = logs
        self._wide = 0
        self._names: dict[tuple[str, str], str] = {}

    def of_control(self) -> "Telling":
        """The same for the control run, whose program is ours."""
        other = Telling(self._out)
        other._wide = self._wide
        return other

    def line(self, text: str = "") -> None:
        """One line, at once."""
        self._out.write(f"{text}\n")
        self._out.flush()

    def begins(self, contractor: ContractorFile, parts: Sequence[Part]) -> None:
        """What is going to be played."""
        self._wide = max((len(part.scenario.id) for part in parts), default=0)
        scenarios = len({part.scenario.id for part in parts})
        how = contractor.driver.kind
        if how == "command":
            how = f"{how}, {contractor.driver.mode}"
        self.line(
            f"{contractor.name} {contractor.version} ({how}): {_several(scenarios, 'scenario')}, "
            f"{_several(len(parts), 'sandbox')}"
        )

    def address(self, endpoint: str) -> None:
        """Where a contractor that nobody drives is expected."""
        self.line(f"  waiting at {endpoint}?wsdl (user {USERNAME}, password {PASSWORD})")

    def played(self, played: Played) -> None:
        """One sandbox has ended."""
        part, entries = played.part, tuple(played.entries)
        last = entries[-1] if entries else None
        ended = ENDS.get(last.why, last.why) if isinstance(last, Closed) else "not closed"
        self._names[part.scenario.id, part.mode] = part.name
        if isinstance(last, Closed) and last.why == "exited":
            ended = _exit(entries)
        messages = sum(isinstance(entry, Exchange) for entry in entries)
        counted = Counter(verdict.verdict for verdict in judge(entries))
        words = ", ".join(f"{counted[word]} {word}" for word in ORDER if counted[word])
        self.line(
            f"  {part.scenario.id:<{self._wide}}  {part.mode:<8}  {messages:>4} messages, "
            f"{ended}: {words}"
        )
        if isinstance(last, Closed) and last.why in UNENDED:
            self._said(part.name, INDENT * 2)
        if played.problem:
            self.line(f"    {played.problem}")

    def ends(self, run: Run, args: argparse.Namespace, paths: Iterable[Path]) -> None:
        """The word on each rule, where the reports are, what was broken, and the verdict."""
        self.line()
        self._summary(run)
        self._missed(run)
        self._unclear(run)
        self._known(run)
        self.line()
        self.line("Reports:")
        for path in paths:
            self.line(f"  {path}")
        broken: dict[str, list[Verdict]] = {}
        for verdict in run.verdicts:
            if verdict.verdict in BROKEN and verdict.rule not in run.excused:
                broken.setdefault(verdict.rule, []).append(verdict)
        for first, *others in broken.values():
            self._explain(first, args)
            if others:
                places = ", ".join(f"{each.scenario} ({each.mode})" for each in others)
                self.line(f"{INDENT}Broken as well in:")
                self.line(_wrapped(places, INDENT * 2))
        self.line()
        if run.exit_code == UNDECIDED:  # the first that spoke
            any(self._said(name) for name in self._names.values())
        self.line(_wrapped(f"{run.conclusion} (exit code {run.exit_code})"))

    def _summary(self, run: Run) -> None:
        """A line for each rule that says something of the contractor, and one for all others."""
        folded = Counter(each.verdict for each in run.summary if _folded(each))
        listed = [each for each in run.summary if not _folded(each)]
        if folded:
            words = ", ".join(
                f"{folded[word]} {word}{'' if word is Word.NOT_EXERCISED else ' but not in scope'}"
                for word in ORDER
                if folded[word]
            )
            self.line(f"  Not listed: {words}. report.html and run.json have every rule.")
        width = max((len(each.rule) for each in listed), default=0)
        for word in ORDER:
            for each in listed:
                if each.verdict is word:
                    scope = "" if each.in_scope else " (not in scope)"
                    reason = f"  {each.reason}" if word is not Word.PASSED else ""
                    known = " (known failure)" if each.rule in run.excused else ""
                    name = f"{each.rule:<{width}}"
                    self.line(
                        f"  {word:<14} {name}  {each.level:<6}{reason}{scope}{known}".rstrip()
                    )

    def _explain(self, verdict: Verdict, args: argparse.Namespace) -> None:
        """A broken rule: what came and what was legal, in two lines for each breach."""
        self.line()
        self.line(f"{verdict.verdict}: {verdict.rule} in {verdict.scenario}, {verdict.mode}")
        self.line(f"  {verdict.sentence}")
        for violation in verdict.violations[:MOST_EXPLAINED]:
            self.line(f"  - {_place(violation)}{violation.came} ({violation.state})")
            self.line(f"    Legal was: {violation.legal} {violation.fix}")
        more = verdict.violated - MOST_EXPLAINED
        if more > 0:
            self.line(f"  and {more} more, in the reports")
        if verdict.verdict is Word.ERROR:
            self.line(f"  {verdict.reason}")
        self._said(self._names.pop((verdict.scenario, verdict.mode), ""), INDENT)  # once is enough
        self.line(f"  Rerun: {rerun(verdict, args)}")

    def _said(self, name: str, indent: str = "") -> bool:
        """Where to read what the program said in a sandbox, and its last line; whether it spoke."""
        log = self._logs / f"{name}.txt" if self._logs and name else None
        last = last_line(log) if log else ""
        if last:
            self.line(f"{indent}What it said is in {log}; last: {last}")
        return bool(last)

    def _known(self, run: Run) -> None:
        """How known failures stand: their number, and each in a sentence."""
        if not run.known_failures:
            return
        counted = ", ".join(f"{count} {word}" for word, count in run.known_counts.items() if count)
        self.line()
        self.line(f"Known failures: {counted}")
        for each in run.known_failures:
            self.line(f"  {each.said} ({each.owner}: {each.reason})")

    def _unclear(self, run: Run) -> None:
        """How messages without a clear reply were handled, a line for each operation."""
        if not run.unclear:
            return
        self.line()
        self.line(
            "Messages without a clear reply (done: the reply was lost, not done: the request)"
        )
        told: dict[str, list[str]] = {}
        for each in run.unclear:
            twin = "done" if each.done else "not done"
            told.setdefault(each.operation, []).append(f"{twin}, {each.handling} {each.count}x")
        for operation, words in told.items():
            self.line(f"  {operation:<24}  {'; '.join(words)}")

    def _missed(self, run: Run) -> None:
        """End conditions that did not hold, one line for each sandbox."""
        lines = []
        for played in run.played:
            missed = [_missed(end) for end in played.expectations if not end.get("held", True)]
            if missed:
                more = [f"and {len(missed) - MOST_MISSED} more"] if missed[MOST_MISSED:] else []
                words = "; ".join([*missed[:MOST_MISSED], *more])
                lines.append(f"  {played.scenario}, {played.mode}: {words}")
        for line in lines[:MOST_UNENDED]:
            self.line(line)
        if lines[MOST_UNENDED:]:
            self.line(f"  and {len(lines) - MOST_UNENDED} more that did not reach their end")


def _wrapped(text: str, indent: str = "") -> str:
    """Several lines; names of rules and scenarios stay whole, as they are copied from here."""
    return fill(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
    )


def _folded(summary: RuleSummary) -> bool:
    """Whether a rule says nothing of the contractor: it had no occasion, or no scenario meant it.

    Where proof of it was due, the conclusion names it.
    """
    if summary.verdict in BROKEN:
        return False
    return summary.verdict is Word.NOT_EXERCISED or not summary.in_scope


def _missed(end: Mapping[str, Any]) -> str:
    if "action" in end:
        return f"{end['action']} of {end.get('order')} could not be done: {end['came']}"
    came = end.get("came")
    found = f"{end.get('number')} is {came}" if came else "was never raised"
    return f"{end.get('order')} {found}, not {end.get('expected')}"


def _exit(entries: Iterable[Entry]) -> str:
    """How the contractor became unreachable: of a program, its exit code is in the journal."""
    details = [each.detail for each in entries if isinstance(each, Driver) and each.detail]
    last = details[-1] if details else ""
    if last in UNREACHED:
        return last
    return f"{ENDS['exited']} ({last})" if last else ENDS["exited"]


def rerun(verdict: Verdict, args: argparse.Namespace) -> str:
    """The command that plays just this again."""
    words = ["nps", "certify"]
    if args.contractor:
        words += ["--contractor", str(args.contractor)]
    if args.scenarios:
        words += ["--scenarios", str(args.scenarios)]
    words += ["--scenario", verdict.scenario, "--mode", verdict.mode]
    if args.profile:
        words += ["--profile", args.profile]
    if args.seed is not None:
        words += ["--seed", str(args.seed)]
    if args.no_variation:
        words.append("--no-variation")
    return shlex.join(words)


def _place(violation: Violation) -> str:
    """Where the breach is in the journal and in the message."""
    if violation.message is None:
        return ""
    line = f", line {violation.line}" if violation.line else ""
    path = f", {violation.xpath}" if violation.xpath else ""
    return f"message {violation.message}{line}{path}: "


def _several(count: int, what: str) -> str:
    plural = f"{what}es" if what.endswith("x") else f"{what}s"
    return f"{count} {what if count == 1 else plural}"
