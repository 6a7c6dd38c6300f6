"""The contractor's memory: one JSON file in its working directory, replaced as a whole."""

import os
from pathlib import Path

import msgspec

from nps_conformance.contractors.reference.knowledge import Books


class Memory:
    """Reads the books at the start and writes them back after every change that matters.

    A write goes to a file beside and replaces the old one, so that a killed contractor finds
    either the books before or the books after. `forced` also waits for the disk.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.books = (
            msgspec.json.decode(path.read_bytes(), type=Books) if path.exists() else Books()
        )

    def save(self, *, forced: bool = False) -> None:
        """Write the books."""
        beside = self._path.with_suffix(".new")
        with beside.open("wb") as file:
            file.write(msgspec.json.encode(self.books))
            if forced:
                file.flush()
                os.fsync(file.fileno())
        beside.replace(self._path)

    def count(self, kind: str) -> int:
        """The next number of a kind; remembered with the next `save`."""
        number = self.books.counted.get(kind, 0) + 1
        self.books.counted[kind] = number
        return number
