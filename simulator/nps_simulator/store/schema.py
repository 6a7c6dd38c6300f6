"""The tables of the SQLite store, and how a database file is opened and owned.

A database has one owner: for as long as this process lives it holds a lock on an empty file beside
it, `<database>.owner` (`holding`). The database itself cannot be locked that way: its checkpoints
have a connection of their own.

To change the tables: raise `VERSION` and say in `open_database` what becomes of older files.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from nps_simulator.store.holding import hold, is_busy
from nps_simulator.store.protocol import StoreError

VERSION: Final = 1
APPLICATION: Final = 0x4E505331  # "NPS1", so that a foreign SQLite file is told from ours

MEMORY: Final = ":memory:"
DURABILITY: Final = {"normal": "NORMAL", "full": "FULL"}
# An entry has 2 to 8 kB: with 4 kB pages most would need overflow pages, at twice the cost.
PAGE: Final = 8192
LOG_PAGES: Final = 8000  # of the write-ahead log (64 MB): then it is to begin anew

# Bits of a journal entry's place that hold its number; those above hold the sandbox's key. So the
# table is one tree and a sandbox's entries lie together: writing costs half of what an index does.
SEQ_BITS: Final = 40

# A poll reads the partial index alone, so it costs the same whatever the number of orders.
TABLES: Final = """
CREATE TABLE sandboxes (
    key INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    definition BLOB NOT NULL, state BLOB NOT NULL
);
CREATE TABLE orders (
    sandbox INTEGER NOT NULL, number TEXT NOT NULL, contractor TEXT NOT NULL,
    version INTEGER NOT NULL, change_type TEXT NOT NULL, news INTEGER, document BLOB NOT NULL,
    UNIQUE (sandbox, number)
);
CREATE INDEX orders_news ON orders (sandbox, contractor, news, number, version, change_type)
    WHERE news IS NOT NULL;
CREATE TABLE appointments (
    sandbox INTEGER NOT NULL, reference TEXT NOT NULL, number TEXT NOT NULL,
    PRIMARY KEY (sandbox, reference)
) WITHOUT ROWID;
CREATE TABLE invoices (
    sandbox INTEGER NOT NULL, number TEXT NOT NULL, contractor TEXT NOT NULL,
    supplier_reference TEXT NOT NULL, beside INTEGER NOT NULL, document BLOB NOT NULL,
    UNIQUE (sandbox, number)
);
CREATE UNIQUE INDEX invoices_supplier_reference
    ON invoices (sandbox, contractor, supplier_reference) WHERE beside = 0;
CREATE TABLE keys (
    sandbox INTEGER NOT NULL, contractor TEXT NOT NULL, reference TEXT NOT NULL,
    operation TEXT NOT NULL, fingerprint BLOB NOT NULL, reply BLOB NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (sandbox, contractor, reference)
) WITHOUT ROWID;
CREATE TABLE journal (place INTEGER PRIMARY KEY, entry BLOB NOT NULL, hash BLOB NOT NULL);
"""


def located(database: str) -> str:
    """The one path of a database, whichever way it was named: absolute, no link in it.

    Its lock, its log and its parts lie beside it, and are to be the same ones for everybody.
    Raises StoreError: no such folder, or the file has a second name (a hard link), under which
    another process would have another log, and both would write into one file.
    """
    if database == MEMORY:
        return MEMORY
    try:
        path = Path(database).resolve()
        names = path.stat().st_nlink if path.is_file() else 1
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead in a circle
        message = f"The database {database} cannot be used ({error}); give another file."
        raise StoreError(message) from error
    if not path.parent.is_dir():
        message = f"The folder of the database {path} does not exist; make it first."
        raise StoreError(message)
    if names > 1:
        message = (
            f"The file {path} has {names} names (hard links); a database must have one, or two "
            "processes could write to it. Give a copy of it."
        )
        raise StoreError(message)
    return str(path)


def own_database(database: str) -> sqlite3.Connection:
    """The lock of the database's owner (`located`), held until it is closed.

    Raises StoreError: in use by another process, or no file can be made there.
    """
    beside = MEMORY if database == MEMORY else f"{database}.owner"
    try:
        return hold(beside)
    except sqlite3.Error as error:
        if is_busy(error):
            raise explained(error, database) from error
        message = (
            f"The file {beside}, which says that the database beside it is in use, cannot be used "
            f"({error}); remove it if it is no empty file, or give another database."
        )
        raise StoreError(message) from error


def open_database(database: str, durability: str) -> sqlite3.Connection:
    """A connection to the database, its tables in place.

    Raises StoreError: made by a newer program, or not ours at all.
    """
    if durability not in DURABILITY:
        message = f"Durability is {' or '.join(DURABILITY)}, not {durability}."
        raise StoreError(message)
    with _explaining(database):
        connection = sqlite3.connect(database, timeout=0, isolation_level=None)
        with _closing_if_refused(connection):
            _prepare(connection, database, DURABILITY[durability])
    return connection


@contextmanager
def _closing_if_refused(connection: sqlite3.Connection) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, StoreError):
        connection.close()
        raise


@contextmanager
def _explaining(database: str) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise explained(error, database) from error


def explained(error: sqlite3.Error, database: str) -> StoreError:
    """What SQLite says of a database, in a sentence for the person who started us."""
    if is_busy(error):
        return StoreError(
            f"The database {database} is in use by another process; "
            "stop that one, or give this one another file."
        )
    return StoreError(f"The database {database} cannot be used ({error}); give another file.")


def _prepare(connection: sqlite3.Connection, database: str, synchronous: str) -> None:
    connection.execute(f"PRAGMA page_size = {PAGE}")
    _check_ours(connection, database)
    # WAL: a commit is one append, and what was committed outlives a kill of the process.
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute(f"PRAGMA synchronous = {synchronous}")
    # Only for who writes without entries (in bulk); else `checkpoints.py` is there before.
    connection.execute(f"PRAGMA wal_autocheckpoint = {2 * LOG_PAGES}")
    connection.execute("PRAGMA cache_size = -65536")  # KiB
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone()[0] == 0:
        for statement in TABLES.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute("COMMIT")


def _check_ours(connection: sqlite3.Connection, database: str) -> None:
    """Looks before anything is written to the file."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables and application != APPLICATION:
        message = f"The file {database} is a database of something else; give another file."
        raise StoreError(message)
    if version > VERSION:
        message = (
            f"The database {database} was made by a newer program (tables version {version}, "
            f"this program knows {VERSION}); update this program, or give another file."
        )
        raise StoreError(message)
