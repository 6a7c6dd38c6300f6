"""The folder of a run: made before anything is played, and filled with reports at the end."""

import platform
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final

from nps_conformance.kept_journal import Shelf
from nps_conformance.plan import Played
from nps_reports.in_use import in_use
from nps_reports.record import Environment, Report, Run
from nps_reports.report import find_writers, write_reports
from nps_scenarios.problems import SetUpError
from nps_simulator.journal.files import write_journal

RUNS: Final = Path("reports/runs")
CONTROL: Final = "control"  # the folder of the control run, in that of its run
OURS: Final = ("work", "logs", "journals", CONTROL)  # folders of a run, besides its report files
CERTIFICATE: Final = "certificate.npscert"
MARK: Final = "unfinished.txt"  # stands in the folder from the start of a run to its reports


def reported(
    run: Run, played: Sequence[Played], command: Sequence[str], began: datetime, seconds: float
) -> Report:
    """The run with its journals and its circumstances; `seconds` is how long was played."""
    return Report(
        run=run,
        journals={(each.part.scenario.id, each.part.mode): each.entries for each in played},
        environment=Environment(
            started_at=began.isoformat(timespec="seconds"),
            seconds=round(seconds, 3),
            command=tuple(command),
            facts=(("python", platform.python_version()), ("platform", platform.platform())),
        ),
    )


def write(folder: Path, report: Report, played: Sequence[Played]) -> list[Path]:
    """Write every report, and the journals that are not kept yet; what was written."""
    for each in played:
        keep_journal(folder, each)
    paths = [*write_reports(report, folder), folder / "journals"]
    (folder / MARK).unlink(missing_ok=True)
    return paths


def kept(folder: Path, played: Played, shelf: Shelf) -> Played:
    """The same with its journal in the folder of its run, and no longer in memory."""
    path = keep_journal(folder, played)
    return replace(played, entries=shelf.journal(path))


def keep_journal(folder: Path, played: Played) -> Path:
    """Write the journal of one sandbox into the folder of its run, unless it is there; the file.

    As soon as the sandbox has ended: what was played is not lost with a run that is killed.
    """
    path = folder / "journals" / f"{played.part.name}.jsonl"
    make(path.parent)
    if not path.exists():
        write_journal(path, played.entries)
    return path


def fresh(parent: Path, name: str) -> Path:
    """A folder that is not there yet."""
    for count in range(1, 1000):
        folder = parent / (name if count == 1 else f"{name}-{count}")
        if not folder.exists():
            return folder
    raise SetUpError(f"{parent} holds too many runs of {name}; give --reports.")


@contextmanager
def prepared(folder: Path) -> Iterator[None]:
    """Make the folder, and have it to ourselves; of an earlier run in it, nothing stays that could
    pass for this one's.

    Only a folder that holds a `run.json`, or the mark of a run that did not come to its reports, is
    taken for one of ours and cleared. Reports go first: a run that fails to start must not leave
    those of another beside its exit code. Raises SetUpError, before anything is written, also where
    another run is under way in it.
    """
    make(folder)
    _check_ours(folder)
    with in_use(folder):
        _clear(folder)
        yield


def _ours(folder: Path) -> bool:
    return (folder / "run.json").exists() or (folder / MARK).exists()


def _check_ours(folder: Path) -> None:
    for name in OURS:
        if (folder / name).exists() and not _ours(folder):
            raise SetUpError(
                f"{folder} has a folder {name!r}, and no run.json beside it to show that it is "
                "ours to replace. Give another folder with --reports, or move it away."
            )


def _clear(folder: Path) -> None:
    ours = _ours(folder)
    try:
        (folder / MARK).write_text(
            "A run of nps certify began here and wrote no reports yet. What it has played is in "
            "journals/; nps judge, with this folder, judges that.\n"
        )
        for name in (CERTIFICATE, *find_writers()) if ours else ():
            (folder / name).unlink(missing_ok=True)
        for name in OURS:
            if (folder / name).exists():
                shutil.rmtree(folder / name)
    except OSError as error:
        raise SetUpError(
            f"The folder {folder} cannot be used: {error.strerror or error}. Give another with "
            "--reports."
        ) from error


def make(folder: Path) -> None:
    """Make a folder for reports, if it is not there. Raises SetUpError with the reason."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        if isinstance(error, FileExistsError | NotADirectoryError):
            file = next(each for each in (folder, *folder.parents) if each.exists())
            raise SetUpError(
                f"Reports cannot go to {folder}: {file} is a file, not a folder. Give a folder "
                "with --reports."
            ) from error
        raise SetUpError(
            f"The folder {folder} cannot be made: {error.strerror or error}. Give another with "
            "--reports."
        ) from error
