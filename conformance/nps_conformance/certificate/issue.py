"""Makes a certificate of a run's folder, if the run is conformant and is what its journals say."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import nps_conformance
from nps_conformance.certificate import keys, parcel, signature, statement
from nps_conformance.certificate.rederive import (
    as_written,
    differences,
    journal_path,
    read_journal_bytes,
)
from nps_conformance.judge import rules_sha256
from nps_conformance.judge_run import CONFORMANT
from nps_reports.record import Run
from nps_reports.writers.run_json import RunFileError, parse
from nps_scenarios.loader import load_scenario, scenario_names
from nps_scenarios.problems import SetUpError
from nps_simulator.journal.entries import Entry, Opened
from nps_simulator.journal.files import JournalDamagedError
from nps_simulator.sandbox.definition import scenario_sha256
from nps_simulator.sandbox.sandboxes import contract_sha256
from nps_wsdl.contract import wsdl_bytes

MATRIX_PAGE = "KILL-MATRIX.md"


class NotConformantError(Exception):
    """The run is not conformant, so there is no certificate; `code` is its exit code."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A conformant run and all that its certificate will hold."""

    run: Run
    journals: Mapping[str, Sequence[Entry]]
    files: Mapping[str, bytes]
    played_on: date
    whole_plan: bool


def gather(folder: Path, scenarios: Sequence[Path] = (), matrix: Path | None = None) -> Gathered:
    """What is to be certified. `scenarios` are folders of scenarios of one's own.

    Raises NotConformantError, and SetUpError for what is missing or does not fit together.
    """
    raw = _read(folder / parcel.RUN, "name the folder that nps certify wrote (--reports)")
    try:
        run = parse(raw)
    except RunFileError as error:
        raise SetUpError(f"{folder / parcel.RUN}: {error}") from error
    if run.exit_code != CONFORMANT:
        raise NotConformantError(
            run.exit_code,
            f"{folder} is not certified, as its run is not conformant: "
            f"{run.conclusion} (exit code {run.exit_code})",
        )
    _check_same_program(run, folder)
    files, journals = _journals(folder, run)
    on = played_on(folder)
    whole_plan = _whole_plan(run, raw, journals, on, folder)
    files[parcel.RUN] = raw
    files[parcel.WSDL] = wsdl_bytes("")
    files[parcel.KILL_MATRIX] = _read(matrix or _usual_matrix(), "name one with --kill-matrix FILE")
    files |= _scenarios(journals.values(), scenarios)
    return Gathered(run=run, journals=journals, files=files, played_on=on, whole_plan=whole_plan)


def issue(  # noqa: PLR0913 - who signs what, with what, and when
    gathered: Gathered,
    key: Ed25519PrivateKey,
    *,
    signed_at: datetime,
    signed_by: str,
    program: str,
    scenarios: Sequence[Path] = (),
) -> tuple[bytes, statement.Statement]:
    """The certificate's bytes, the same for the same arguments, and what it says."""
    given = statement.Given(
        signed_at=signed_at.isoformat(timespec="seconds"),
        signed_by=signed_by,
        key=keys.public(key),
        program=program,
        played_on=gathered.played_on.isoformat(),
        whole_plan=gathered.whole_plan,
        catalogue=len(scenario_names(scenarios)),
    )
    files = dict(gathered.files)
    without_text = statement.make(gathered.run, gathered.journals, files, given)
    files[parcel.TEXT] = statement.text(without_text)
    said = statement.make(gathered.run, gathered.journals, files, given)
    files[parcel.STATEMENT] = statement.render(said)
    files[parcel.SIGNATURE] = signature.render(
        key.sign(files[parcel.STATEMENT]), files[parcel.STATEMENT]
    )
    return parcel.pack(files, key.sign), said


def _read(path: Path, hint: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SetUpError(f"{path}: cannot be read: {error.strerror or error}; {hint}.") from error


def _check_same_program(run: Run, folder: Path) -> None:
    for what, theirs, ours in (
        ("rules", run.rules_sha256, rules_sha256()),
        ("contract", run.contract_sha256, contract_sha256()),
    ):
        if theirs != ours:
            raise SetUpError(
                f"{folder} was played with other {what} than this program has ({theirs[:12]}, here "
                f"{ours[:12]}): certify again with this version, or make the certificate with that."
            )


def _journals(folder: Path, run: Run) -> tuple[dict[str, bytes], dict[str, Sequence[Entry]]]:
    """The journals' bytes and entries by path, in the order of the run."""
    files: dict[str, bytes] = {}
    journals: dict[str, Sequence[Entry]] = {}
    for each in run.played:
        path = journal_path(each.scenario, each.mode)
        files[path] = _read(folder / path, "run.json names this sandbox, so it has to be there")
        try:
            journals[path] = read_journal_bytes(files[path], path)
        except JournalDamagedError as error:
            raise SetUpError(f"{folder}: {error}") from error
    known = {Path(path).name for path in files}
    for found in sorted((folder / parcel.JOURNALS).glob("*.jsonl")):
        if found.name not in known:
            raise SetUpError(f"{found} is not in run.json: move it away, or certify again.")
    return files, journals


def played_on(folder: Path) -> date:
    """The day of a run, as its `environment.json` tells it. Raises SetUpError."""
    path = folder / "environment.json"
    try:
        content = msgspec.json.decode(_read(path, "it tells when the run was played"))
        return datetime.fromisoformat(content["started_at"]).date()
    except (msgspec.DecodeError, LookupError, TypeError, ValueError, RecursionError) as error:
        raise SetUpError(f"{path} does not tell when the run was played: {error}.") from error


def _whole_plan(
    run: Run, raw: bytes, journals: Mapping[str, Sequence[Entry]], on: date, folder: Path
) -> bool:
    """Whether all rules had been tried; found out by judging again. Raises SetUpError when neither
    answer gives the run.json that is there.
    """
    again, whole_plan = as_written(run, raw, tuple(journals.values()), on)
    if whole_plan is not None:
        return whole_plan
    named = differences(run, again) or ["its wording is not what nps certify writes"]
    raise SetUpError(
        f"{folder / parcel.RUN} is not what its journals say: {named[0]}. Certify again."
    )


def _usual_matrix() -> Path:
    """The committed page: in the package when installed, beside it in the source tree."""
    package = Path(nps_conformance.__file__).parent
    inside = package / MATRIX_PAGE
    return inside if inside.is_file() else package.parent / MATRIX_PAGE


def _scenarios(journals: Iterable[Sequence[Entry]], folders: Sequence[Path]) -> dict[str, bytes]:
    """The scenarios' sources, as they were played."""
    files: dict[str, bytes] = {}
    for entries in journals:
        opened = entries[0]
        if not isinstance(opened, Opened):
            raise TypeError("A journal does not begin with `opened`.")
        path = f"{parcel.SCENARIOS}/{opened.scenario}.yaml"
        if path in files:
            continue
        scenario = load_scenario(opened.scenario, folders)
        if scenario_sha256(scenario) != opened.scenario_sha256:
            raise SetUpError(
                f"Scenario {opened.scenario} is not the one that was played, its file was changed "
                "since: certify again, or name the folder it was in with --scenarios."
            )
        files[path] = scenario.source_bytes
    return files
