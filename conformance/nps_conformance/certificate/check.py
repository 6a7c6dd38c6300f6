"""Checks a certificate: is anything not as it was signed, and do the verdicts follow?

Bytes first: nothing is judged that was changed. Then every verdict is derived again from the
journals, and the statement from the files.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from nps_conformance.certificate import parcel, signature, statement
from nps_conformance.certificate.parcel import Parcel, Problem
from nps_conformance.certificate.rederive import (
    differences,
    journal_path,
    judged_again,
    read_journal_bytes,
    run_bytes,
)
from nps_conformance.certificate.statement import Statement, StatementError
from nps_conformance.evidence.build import NotAJournalError
from nps_conformance.judge import rules_sha256
from nps_conformance.judge_run import CONFORMANT, NOT_CONFORMANT, UNDECIDED
from nps_reports.record import Run
from nps_reports.writers.run_json import RunFileError, parse
from nps_simulator.journal.entries import Entry, Opened
from nps_simulator.journal.files import JournalDamagedError
from nps_simulator.sandbox.sandboxes import contract_sha256

COVERED_ALWAYS = (parcel.RUN, parcel.WSDL, parcel.KILL_MATRIX, parcel.TEXT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of it: `problems` are what is wrong, `notes` what one should know all the same.

    `statement` is None where it cannot be read. `exit_code` is 0 when it holds, 1 when it does
    not, 2 when the verdicts cannot be derived here because this program judges by other rules.
    """

    statement: Statement | None
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    exit_code: int


def check(found: Parcel, *, trusted: Sequence[str], today: date) -> Checked:
    """Check the files; `trusted` are public keys (64 hex digits), none to trust any."""
    said, problems = _read(found)
    if said is None:
        return _ended(None, problems)
    if parcel.SIGNATURE in found.files:
        problems += signature.problems(found, said.given.key)
    if not any(each.file == parcel.STATEMENT for each in problems):
        problems += _files(found, said)
    if not problems:
        problems += signature.seal_problems(found, said.given.key)
    if not problems and trusted and said.given.key not in trusted:
        what = f"it is signed with the key {said.given.key}, which is not one you trust"
        problems.append(Problem(file=parcel.SIGNATURE, what=what))
    return _ended(said, problems) if problems else _derived(found, said, trusted, today)


def _read(found: Parcel) -> tuple[Statement | None, list[Problem]]:
    """The statement, None where it cannot be read, and what is wrong so far."""
    problems = list(found.problems)
    named = {each.file for each in problems}
    problems += [
        Problem(file=name, what="it is missing")
        for name in (parcel.STATEMENT, parcel.SIGNATURE)
        if name not in found.files and name not in named
    ]
    if parcel.STATEMENT in found.files:
        try:
            return statement.parse(found.files[parcel.STATEMENT]), problems
        except StatementError as error:
            problems.append(Problem(file=parcel.STATEMENT, what=str(error)))
    return None, problems


def _ended(said: Statement | None, problems: Sequence[Problem]) -> Checked:
    return Checked(statement=said, problems=tuple(problems), notes=(), exit_code=NOT_CONFORMANT)


def _files(found: Parcel, said: Statement) -> Iterator[Problem]:
    """Files that are not those the statement lists."""
    named = {each.file for each in found.problems}
    listed = {each.path: each for each in said.files}
    for path, file in listed.items():
        if path in named:
            continue
        content = found.files.get(path)
        if content is None:
            yield Problem(file=path, what="it is missing")
        elif sha256(content).hexdigest() != file.sha256:
            yield Problem(file=path, what=_what_changed(path, content, file.bytes))
    if not found.folder:  # beside an unpacked one anything may lie
        for path in found.files.keys() - listed.keys() - {parcel.STATEMENT, parcel.SIGNATURE}:
            yield Problem(file=path, what="it was added; the certificate does not list it")
    for path in COVERED_ALWAYS:
        if path not in listed:
            yield Problem(file=path, what="the certificate does not cover it, and has to")


def _what_changed(path: str, content: bytes, was: int) -> str:
    size = f" (it was {was} bytes long, and is {len(content)})" if len(content) != was else ""
    if path.endswith(".jsonl"):
        try:
            read_journal_bytes(content, path)
        except JournalDamagedError as error:
            return f"it was changed{size}: {error}"
    return f"it was changed{size}; its SHA-256 is not the one that was signed"


def _derived(found: Parcel, said: Statement, trusted: Sequence[str], today: date) -> Checked:
    """The verdicts, judged again: what was signed and not changed may still be wrong."""
    try:
        run = parse(found.files[parcel.RUN])
        journals = {
            path: read_journal_bytes(found.files[path], path)
            for path in (journal_path(each.scenario, each.mode) for each in run.played)
        }
        again = judged_again(
            run,
            journals.values(),
            on=date.fromisoformat(said.given.played_on),
            whole_plan=said.given.whole_plan,
        )
    except (RunFileError, JournalDamagedError, NotAJournalError, LookupError, ValueError) as error:
        return _ended(said, [Problem(file=parcel.RUN, what=f"it cannot be judged again: {error}")])
    problems = [*_bound(found, journals), *_said(found, run, journals, said)]
    notes = list(_notes(said, run, trusted, today))
    ours = rules_sha256() == run.rules_sha256
    different = differences(run, again)
    if ours and not different and run_bytes(again) != found.files[parcel.RUN]:
        different = ["it does not say of the verdicts what they are"]
    if problems or (ours and different):
        problems += [Problem(file=parcel.RUN, what=each) for each in different if ours]
        return Checked(
            statement=said,
            problems=tuple(problems),
            notes=tuple(notes),
            exit_code=NOT_CONFORMANT,
        )
    notes += [f"By the rules of this program: {each}." for each in different]
    return Checked(
        statement=said,
        problems=(),
        notes=tuple(notes),
        exit_code=UNDECIDED if different else CONFORMANT,
    )


def _bound(found: Parcel, journals: dict[str, tuple[Entry, ...]]) -> Iterator[Problem]:
    """Scenarios and contract that are not those the journals were played with."""
    contract = sha256(found.files[parcel.WSDL]).hexdigest()
    for path, entries in journals.items():
        opened = entries[0]
        if not isinstance(opened, Opened):
            continue
        source = f"{parcel.SCENARIOS}/{opened.scenario}.yaml"
        if sha256(found.files.get(source, b"")).hexdigest() != opened.scenario_sha256:
            yield Problem(file=source, what=f"it is not the scenario that {path} was played with")
        if opened.contract_sha256 != contract:
            yield Problem(file=parcel.WSDL, what=f"it is not the contract that {path} names")
        if opened.rules_sha256 != _first(journals).rules_sha256:
            yield Problem(file=path, what="it was played with other rules than the first journal")


def _first(journals: dict[str, tuple[Entry, ...]]) -> Opened:
    opened = next(iter(journals.values()))[0]
    if not isinstance(opened, Opened):
        raise TypeError("A journal does not begin with `opened`.")
    return opened


def _said(
    found: Parcel, run: Run, journals: dict[str, tuple[Entry, ...]], said: Statement
) -> Iterator[Problem]:
    """A statement that does not follow from the files, however well it is signed."""
    covered = {each.path: found.files[each.path] for each in said.files}
    made = statement.make(run, journals, covered, said.given)
    if statement.render(made) != found.files[parcel.STATEMENT]:
        yield Problem(file=parcel.STATEMENT, what="it says what its files do not")
    if statement.text(made) != found.files[parcel.TEXT]:
        yield Problem(file=parcel.TEXT, what=f"it does not say what {parcel.STATEMENT} says")
    if run.exit_code != CONFORMANT:
        yield Problem(file=parcel.RUN, what=f"the run is not conformant: {run.conclusion}")


def _notes(said: Statement, run: Run, trusted: Sequence[str], today: date) -> Iterator[str]:
    if not trusted:
        yield (
            f"Nobody has vouched for the key {said.given.key}: compare it with the one its owner "
            "gave you, and name it with --trusted-key."
        )
    if run.rules_sha256 != rules_sha256():
        yield (
            f"This program judges by other rules ({rules_sha256()[:12]}) than those certified "
            f"({run.rules_sha256[:12]}, {said.given.program}): use that version for its verdicts."
        )
    if run.contract_sha256 != contract_sha256():
        yield "This program has another contract (WSDL) than the one certified."
    if said.unproven_rules:
        yield f"The kill matrix does not speak of {', '.join(said.unproven_rules)}."
    for each in run.known_failures:
        if today > date.fromisoformat(each.until):
            yield f"The known failure {each.rule} was let pass until {each.until} only."
