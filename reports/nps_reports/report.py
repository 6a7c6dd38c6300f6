"""Writes a run in every format: the record, the journals it was judged from, the environment."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import MappingProxyType, ModuleType
from typing import Protocol, cast

import nps_reports.writers as formats
from nps_reports.record import Report


class Writer(Protocol):
    """One report format, as a module of `writers`."""

    FILE: str

    def render(self, report: Report) -> bytes:
        """The whole file."""


class PieceWriter(Writer, Protocol):
    """One report format that is too large to be held in memory."""

    def render_pieces(self, report: Report) -> Iterator[bytes]:
        """The file, piece by piece."""


class FolderWriter(Protocol):
    """One report format that is many files: their names all begin with `PREFIX`.

    `FOLDER` may hold files of others, as Allure's does when several tools report there; those
    stay.
    """

    FOLDER: str
    PREFIX: str

    def render_files(self, report: Report) -> Iterator[tuple[str, bytes]]:
        """Names and contents, one after the other: each is written before the next is made."""


class WritersClashError(RuntimeError):
    """Two formats want to write the same file."""


def find_writers() -> Mapping[str, Writer]:
    """All formats of one file, by the file they write, in the order of the modules' names."""
    found = _found()
    return MappingProxyType(
        {name: cast("Writer", each) for name, each in found.items() if not _many(each)}
    )


def find_folder_writers() -> Mapping[str, FolderWriter]:
    """All formats of many files, by the folder they write to."""
    found = _found()
    return MappingProxyType(
        {name: cast("FolderWriter", each) for name, each in found.items() if _many(each)}
    )


def _many(writer: ModuleType) -> bool:
    return hasattr(writer, "FOLDER")


def _found() -> Mapping[str, ModuleType]:
    found: dict[str, ModuleType] = {}
    for info in sorted(iter_modules(formats.__path__), key=lambda each: each.name):
        writer = import_module(f"{formats.__name__}.{info.name}")
        place: str = writer.FOLDER if _many(writer) else writer.FILE
        if place in found:
            raise WritersClashError(
                f"{found[place].__name__} and {writer.__name__} both write {place}; rename one."
            )
        found[place] = writer
    return found


def write_reports(report: Report, directory: Path) -> Sequence[Path]:
    """Writes every format into `directory` (made when missing) and gives the paths written.

    Each file is replaced as a whole, so an interrupted write leaves the one before. Of a folder,
    what an earlier run left under the same prefix goes, once all files are there.
    """
    directory.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for file, writer in find_writers().items():
        _replace(directory / file, _pieces(writer, report))
        written.append(directory / file)
    for name, many in find_folder_writers().items():
        _fill(directory / name, many, report)
        written.append(directory / name)
    return tuple(written)


def _fill(folder: Path, writer: FolderWriter, report: Report) -> None:
    folder.mkdir(exist_ok=True)
    stale = {old.name for old in folder.glob(f"{writer.PREFIX}*") if old.is_file()}
    for file, content in writer.render_files(report):
        _replace(folder / file, (content,))
        stale.discard(file)
    for old in stale:
        (folder / old).unlink()


def _pieces(writer: Writer, report: Report) -> Iterable[bytes]:
    if hasattr(writer, "render_pieces"):
        return cast("PieceWriter", writer).render_pieces(report)
    return (writer.render(report),)


def _replace(path: Path, content: Iterable[bytes]) -> None:
    fresh = path.with_suffix(f"{path.suffix}.new")
    try:
        with fresh.open("wb") as file:
            file.writelines(content)
    except BaseException:  # a format that failed half-way leaves nothing
        fresh.unlink(missing_ok=True)
        raise
    fresh.replace(path)
