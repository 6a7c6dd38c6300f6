"""A lock on an empty file, which says that what lies beside it is in use.

The lock is SQLite's own, so that a second process is refused on every platform, and a process that
is killed leaves none behind. The file stays, for to take it away would let two others in at once.
"""

import sqlite3


def hold(file: str) -> sqlite3.Connection:
    """The lock on a file, made when it is not there, held until it is closed.

    Raises sqlite3.Error: `is_busy` where another holds it; else the file cannot be used.
    """
    lock = sqlite3.connect(file, timeout=0, isolation_level=None)
    try:
        lock.execute("PRAGMA journal_mode = MEMORY")  # nothing is written, so no journal file
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.Error:
        lock.close()
        raise
    return lock


def is_busy(error: sqlite3.Error) -> bool:
    """Whether SQLite says that another process or connection is at it."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
    )
