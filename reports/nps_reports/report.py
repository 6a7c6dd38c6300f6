"""Writes a run in every format: the record, the journals it was judged from, the environment."""

from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import MappingProxyType
from typing import Protocol, cast

import nps_reports.writers as formats
from nps_reports.record import Report


class Writer(Protocol):
    """One report format, as a module of `writers`."""

    FILE: str

    def render(self, report: Report) -> bytes:
        """The whole file."""


class WritersClashError(RuntimeError):
    """Two formats want to write the same file."""


def find_writers() -> Mapping[str, Writer]:
    """All formats by the file they write, in the order of their names."""
    found: dict[str, Writer] = {}
    owners: dict[str, str] = {}
    for info in sorted(iter_modules(formats.__path__), key=lambda each: each.name):
        name = f"{formats.__name__}.{info.name}"
        writer = cast("Writer", import_module(name))
        if writer.FILE in found:
            raise WritersClashError(
                f"{owners[writer.FILE]} and {name} both write {writer.FILE}; rename one."
            )
        found[writer.FILE] = writer
        owners[writer.FILE] = name
    return MappingProxyType(found)


def write_reports(report: Report, directory: Path) -> Sequence[Path]:
    """Writes every format into `directory` (made when missing) and gives the paths written.

    Each file is replaced as a whole, so an interrupted write leaves the one before.
    """
    directory.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for file, writer in find_writers().items():
        path = directory / file
        fresh = path.with_suffix(f"{path.suffix}.new")
        fresh.write_bytes(writer.render(report))
        fresh.replace(path)
        written.append(path)
    return tuple(written)
