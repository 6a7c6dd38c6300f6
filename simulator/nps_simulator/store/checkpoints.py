"""Moves what the write-ahead log holds into the database file, beside the event loop.

A checkpoint copies pages and synchronises two files. Made by SQLite itself it falls into a commit,
and everybody waits for it (measured: 50 ms for 32 MB). So a thread with a connection of its own
makes them, small and often; it holds up neither reading nor writing. On a core that both share a
large one holds up everything (measured: p99 of 19 ms with 4 MB each, 5 ms with 1 MB).

One step is left to the writer. The log begins anew only when all of it has been moved, and while
writing goes on that is never so for a moment: at `LOG` the writer moves the little that is
missing itself. It waits for the thread then, so that a slow disk slows writing down and the log
does not grow without end.
"""

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Final

from nps_simulator.store.schema import LOG_PAGES, MEMORY, PAGE

EVERY: Final = 1 << 20  # bytes of the log between two checkpoints
LOG: Final = LOG_PAGES * PAGE
# What a commit writes beside its entries, about: the pages of state, indexes and last entry, whole.
PER_COMMIT: Final = 6 * PAGE
_CHECKPOINT: Final = "PRAGMA wal_checkpoint(PASSIVE)"

_log = logging.getLogger(__name__)


class Checkpoints:
    """The checkpoints of one database; none for one in memory. Close it before the database."""

    def __init__(self, connection: sqlite3.Connection, database: str) -> None:
        self._connection = connection
        self._database = database
        self._unmoved = 0
        self._in_log = 0
        self._due = threading.Event()
        self._making = threading.Lock()
        self._closing = False
        self._thread: threading.Thread | None = None

    def wrote(self, size: int) -> None:
        """A commit with entries of so many bytes was made."""
        if self._database == MEMORY:
            return
        self._unmoved += size + PER_COMMIT
        self._in_log += size + PER_COMMIT
        if self._in_log >= LOG:
            # When the writer does it that is all, and the log begins anew with its next commit.
            with self._trying():
                self._connection.execute(_CHECKPOINT)
            self._in_log = self._unmoved = 0
        elif self._unmoved >= EVERY:
            self._unmoved = 0
            if self._thread is None:
                # A daemon: a store that nobody closes does not keep the process alive.
                self._thread = threading.Thread(target=self._work, name="checkpoints", daemon=True)
                self._thread.start()
            self._due.set()

    @contextmanager
    def _trying(self) -> Iterator[None]:
        with self._making:
            try:
                yield
            except sqlite3.Error as error:
                # Nothing is lost: the log keeps what it has, and the next one tries again.
                _log.warning("A checkpoint of %s failed: %s", self._database, error)

    def _work(self) -> None:
        with ExitStack() as connected:
            connection: sqlite3.Connection | None = None
            while True:
                self._due.wait()
                self._due.clear()
                with self._trying():
                    if connection is None:
                        # Here, so that one that cannot be had (no file handle is left) is no end.
                        connection = connected.enter_context(closing(self._connect()))
                    _, pages, _ = connection.execute(_CHECKPOINT).fetchone()
                    self._in_log = pages * PAGE  # what was added up is an estimate
                if self._closing:
                    return

    def _connect(self) -> sqlite3.Connection:
        """A connection to the file as it is: one that somebody removed is not made anew, empty."""
        address = f"{Path(self._database).as_uri()}?mode=rw"
        return sqlite3.connect(address, uri=True, isolation_level=None)

    def close(self) -> None:
        """Makes a last one, and waits for it."""
        if self._thread is not None:
            self._closing = True
            self._due.set()
            self._thread.join()
            self._thread = None
