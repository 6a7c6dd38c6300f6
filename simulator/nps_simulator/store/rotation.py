"""Keeps the journal in the database small: its oldest entries go to files beside it.

The files lie in the folder `<database>.parts`, named by sandbox key and the number of their first
entry. They are JSON Lines as a journal file is, so that all of a sandbox's, one behind the other,
and then the rest from the database, are its journal. A part is written and synchronised before its
entries leave the database: after a kill an entry may be in both, and is read once.
"""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from nps_simulator.store.protocol import StoreError
from nps_simulator.store.schema import MEMORY, SEQ_BITS, explained

PARTS_IN_LIMIT: Final = 4  # a part is at most so much of the limit,
MOST_IN_PART: Final = 1_000_000  # and of so many bytes: moving one holds up everybody
_START: Final = b'{"entry":'
_HASH: Final = b',"hash":"'
_END: Final = b'"}\n'
_TAIL: Final = len(_HASH) + 64 + len(_END)


class Rotation:
    """The parts of one database. Not made for one in memory, which has nothing beside it."""

    def __init__(self, connection: sqlite3.Connection, database: str, limit: int) -> None:
        if limit and database == MEMORY:
            message = "A limit for the journal needs a database file; give --database FILE."
            raise StoreError(message)
        self._connection = connection
        self._folder = Path(f"{database}.parts")
        self._limit = limit
        self._held: dict[int, int] = {}
        if limit:
            sql = f"SELECT place >> {SEQ_BITS}, sum(length(entry)) FROM journal GROUP BY 1"  # noqa: S608 - a constant
            try:
                self._held = dict(connection.execute(sql))
            except sqlite3.Error as error:
                raise explained(error, database) from error

    def wrote(self, rows: list[tuple[int, bytes, bytes]]) -> None:
        """Entries were committed; moves a part when there are too many. Call it between two
        transactions. Raises OSError and sqlite3.Error; then nothing was moved.
        """
        if not self._limit:
            return
        for place, entry, _ in rows:
            key = place >> SEQ_BITS
            self._held[key] = self._held.get(key, 0) + len(entry)
        if sum(self._held.values()) > self._limit:
            self._move(max(self._held, key=self._held.__getitem__))

    def _move(self, key: int) -> None:
        """The oldest entries of a sandbox, but never its last one: the chain goes on from it."""
        begin, end = key << SEQ_BITS, (key + 1) << SEQ_BITS
        sql = "SELECT place, entry, hash FROM journal WHERE place >= ? AND place < ? ORDER BY place"
        taken: list[tuple[int, bytes, bytes]] = []
        size = 0
        for row in self._connection.execute(sql, (begin, end)):
            if size >= min(self._limit // PARTS_IN_LIMIT, MOST_IN_PART):
                break
            taken.append(row)
            size += len(row[1])
        else:
            if taken:
                size -= len(taken.pop()[1])
        if not taken:
            return
        self._folder.mkdir(exist_ok=True)
        path = self._folder / f"{key}-{taken[0][0] - begin:012}.jsonl"
        written = path.with_suffix(".part")
        with written.open("wb") as file:
            for _, entry, digest in taken:
                file.write(b"%b%b%b%b%b" % (_START, entry, _HASH, digest.hex().encode(), _END))
            file.flush()
            os.fsync(file.fileno())
        written.replace(path)
        sql = "DELETE FROM journal WHERE place >= ? AND place <= ?"
        self._connection.execute(sql, (begin, taken[-1][0]))
        self._held[key] -= size

    def moved(self, key: int, start: int, before: int) -> Iterator[bytes]:
        """The entries of a sandbox that are in files, from `start` on, up to entry `before`."""
        parts = sorted(self._folder.glob(f"{key}-*.jsonl"))
        firsts = [int(path.stem.partition("-")[2]) for path in parts]
        for path, first, following in zip(parts, firsts, [*firsts[1:], before], strict=True):
            if following <= start:
                continue
            with path.open("rb") as file:
                for number, line in enumerate(file, start=first):
                    if start <= number < min(following, before):
                        yield line[len(_START) : -_TAIL]
