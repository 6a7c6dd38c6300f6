"""Journals and a `run.json` held against each other: the verdicts, judged again."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from nps_conformance.certificate.parcel import JOURNALS
from nps_conformance.contractor_file import KnownFailure
from nps_conformance.control import controlled
from nps_conformance.judge_run import judge_run
from nps_conformance.known_failures import weighed
from nps_conformance.rules._book import RULES
from nps_reports.record import Report, Run
from nps_reports.writers import run_json
from nps_simulator.journal.entries import Entry
from nps_simulator.journal.files import JournalDamagedError, decode_lines

__all__ = [
    "as_written",
    "differences",
    "journal_path",
    "judged_again",
    "read_journal_bytes",
    "run_bytes",
]


def journal_path(scenario: str, mode: str) -> str:
    """Where the journal of a sandbox lies, from the run's folder."""
    return f"{JOURNALS}/{scenario}-{mode}.jsonl"


def read_journal_bytes(data: bytes, name: str) -> tuple[Entry, ...]:
    """The verified entries. Raises JournalDamagedError, which names line and entry."""
    entries = tuple(decode_lines(io.BytesIO(data), name))
    if not entries:
        raise JournalDamagedError(f"{name}: the file is empty.")
    return entries


def judged_again(
    run: Run,
    journals: Iterable[Sequence[Entry]],
    *,
    on: date,
    whole_plan: bool,
    controls: Sequence[Sequence[Entry]] = (),
) -> Run:
    """The run that the journals tell of, its known failures weighed on that day. `controls` are the
    journals of its control run; a conformant run has none.

    Raises NotAJournalError, and ValueError for a known failure whose day is none.
    """
    judged = controlled(judge_run(journals), controls)
    known = [
        KnownFailure(
            rule=each.rule,
            reason=each.reason,
            owner=each.owner,
            until=date.fromisoformat(each.until),
        )
        for each in run.known_failures
    ]
    tried = RULES.keys() if whole_plan else {each.rule for each in judged.summary if each.in_scope}
    return weighed(judged, known, on=on, tried=tried)


def as_written(
    run: Run,
    raw: bytes,
    journals: Sequence[Sequence[Entry]],
    on: date,
    controls: Sequence[Sequence[Entry]] = (),
) -> tuple[Run, bool | None]:
    """The run judged again, and whether all rules had been tried for the bytes of its `run.json`;
    None when neither answer gives these bytes.
    """
    again = run
    for whole_plan in (True, False):
        again = judged_again(run, journals, on=on, whole_plan=whole_plan, controls=controls)
        if run_bytes(again) == raw:
            return again, whole_plan
    return again, None


def run_bytes(run: Run) -> bytes:
    """The `run.json` of a run."""
    return run_json.render(Report(run=run, journals={}))


def differences(said: Run, again: Run) -> list[str]:
    """Where two judgements of the same journals differ, a sentence each; rules that only the second
    knows are left out.
    """
    found = []
    words: Mapping[tuple[str, str, str], str] = {
        (each.rule, each.scenario, each.mode): each.verdict.value for each in again.verdicts
    }
    for each in said.verdicts:
        word = words.get((each.rule, each.scenario, each.mode), "no such rule")
        if word != each.verdict.value:
            found.append(
                f"{each.rule} in {each.scenario}, {each.mode}: it says {each.verdict.value}, and "
                f"the journal gives {word}"
            )
    over_all = {each.rule: each.verdict.value for each in again.summary}
    for summary in said.summary:
        word = over_all.get(summary.rule, "no such rule")
        if word != summary.verdict.value and not found:
            found.append(
                f"{summary.rule} over the whole run: it says {summary.verdict.value}, and the "
                f"journals give {word}"
            )
    if said.exit_code != again.exit_code:
        found.append(
            f"exit code: it says {said.exit_code}, and the journals give "
            f"{again.exit_code}: {again.conclusion}"
        )
    return found
