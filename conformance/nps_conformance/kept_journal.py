"""Journals that lie in files and are read when somebody asks for their entries.

A run has as many of them as it has sandboxes, and holds one in memory at a time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import overload

from nps_scenarios.problems import SetUpError
from nps_simulator.journal.entries import Entry
from nps_simulator.journal.files import JournalDamagedError, read_journal


def read(path: Path) -> tuple[Entry, ...]:
    """The verified entries of a file. Raises SetUpError, which says what is wrong with it."""
    try:
        return read_journal(path)
    except JournalDamagedError as error:
        raise SetUpError(f"{error}") from error
    except OSError as error:
        raise SetUpError(f"{path}: cannot be read: {error.strerror or error}.") from error


class Shelf:
    """Has the journal at hand that was asked for last; the one before is let go."""

    __slots__ = ("_entries", "_path")

    def __init__(self) -> None:
        self._path: Path | None = None
        self._entries: tuple[Entry, ...] = ()

    def entries(self, path: Path) -> tuple[Entry, ...]:
        """The entries of a file. Raises SetUpError."""
        if path != self._path:
            self._path, self._entries = None, ()  # first, so that there are never two
            self._path, self._entries = path, read(path)
        return self._entries

    def journal(self, path: Path) -> Sequence[Entry]:
        """The journal of a file, which is read now and at hand. What can be read only once, as a
        pipe, is given whole. Raises SetUpError.
        """
        entries = self.entries(path)
        if not path.is_file():
            return entries
        return KeptJournal(path=path, length=len(entries), last=entries[-1], shelf=self)


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptJournal(Sequence[Entry]):
    """The entries in a file, as a sequence: how many there are and the last one are known, for the
    others it is read. Who goes through them by number takes a tuple of it first.

    Reading raises SetUpError when the file is not what it was.
    """

    path: Path
    length: int
    last: Entry
    shelf: Shelf = field(repr=False, compare=False)

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._read())

    @overload
    def __getitem__(self, place: int) -> Entry: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Entry]: ...
    def __getitem__(self, place: int | slice) -> Entry | Sequence[Entry]:
        return self.last if place == -1 else self._read()[place]

    def _read(self) -> tuple[Entry, ...]:
        entries = self.shelf.entries(self.path)
        if len(entries) != self.length or entries[-1] != self.last:
            raise SetUpError(
                f"{self.path}: the journal was replaced while it was in use; begin again, and let "
                "nobody else write there."
            )
        return entries
