"""Group commit: one transaction for all that happens in one turn of the event loop.

The first write of a turn begins a transaction and asks the loop to commit after everything that is
already due; each waiter is told after the commit. When the commit fails, each sandbox is tried
again in a transaction of its own. One that fails alone is told that its turn is lost, and nobody
else notices. Without a running loop the caller commits at once.

Committing happens in the loop and not in a thread: with one, all that was decided during a failing
commit would have to be undone too (measured: tens of thousands of innocent requests).
"""

import asyncio
import logging
import sqlite3
from collections.abc import Generator
from typing import Any, Final

from nps_simulator.store.checkpoints import Checkpoints
from nps_simulator.store.protocol import Commit, LostError, Writer
from nps_simulator.store.rotation import Rotation
from nps_simulator.store.schema import SEQ_BITS

ENTRY: Final = "INSERT INTO journal (place, entry, hash) VALUES (?, ?, ?)"
STATE: Final = "UPDATE sandboxes SET state = ? WHERE key = ?"

_log = logging.getLogger(__name__)


class _Member:
    """What one sandbox did in this turn, and what became of it: its `Commit`."""

    __slots__ = ("doom", "entries", "over", "waiters", "writer", "writes")

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self.writes: list[tuple[str, tuple[Any, ...]]] = []
        self.entries: list[tuple[int, bytes, bytes]] = []
        self.waiters: list[asyncio.Future[None]] = []
        self.doom: Exception | None = None
        self.over = False

    def __await__(self) -> Generator[Any, None, None]:
        if not self.over:
            waiter = asyncio.get_running_loop().create_future()
            self.waiters.append(waiter)
            yield from waiter
        self.check()

    def check(self) -> None:
        """Raises LostError when the turn is over and lost."""
        if self.over and self.doom is not None:
            message = f"What was done could not be stored and is undone ({self.doom})."
            raise LostError(message) from self.doom

    def end(self) -> None:
        """The turn is over: wakes all who wait."""
        self.over = True
        for waiter in self.waiters:
            if not waiter.done() and not waiter.get_loop().is_closed():
                waiter.set_result(None)


class Group:
    """The transaction of the current turn."""

    def __init__(
        self, connection: sqlite3.Connection, rotation: Rotation, checkpoints: Checkpoints
    ) -> None:
        self._connection = connection
        self._rotation = rotation
        self._checkpoints = checkpoints
        self._members: dict[int, _Member] = {}
        self._begun = False  # this turn has a transaction (or had: SQLite may end one by itself)
        self._scheduled: asyncio.AbstractEventLoop | None = None
        self.commits = 0

    def _member(self, writer: Writer) -> _Member:
        member = self._members.get(writer.key)
        if member is None:
            if not self._members:
                self._schedule()
            member = self._members[writer.key] = _Member(writer)
        return member

    def _schedule(self) -> None:
        loop = _running_loop()
        if loop is not None and self._scheduled is not loop:
            self._scheduled = loop
            # Twice: what became ready together with this call still joins the transaction.
            loop.call_soon(loop.call_soon, self._due)

    def _due(self) -> None:
        self._scheduled = None
        self.flush()

    def write(self, writer: Writer, sql: str, values: tuple[Any, ...]) -> None:
        """Writes a row now, uncommitted. Raises LostError when the database refuses it."""
        member = self._member(writer)
        member.writes.append((sql, values))
        try:
            if not self._begun:
                self._begin()
            elif not self._connection.in_transaction:
                raise sqlite3.OperationalError("the transaction of this turn has ended")
            self._connection.execute(sql, values)
        except sqlite3.Error as error:
            member.doom = error
            message = f"A row could not be stored ({error})."
            raise LostError(message) from error

    def _begin(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._begun = True

    def append(self, writer: Writer, seq: int, entry: bytes, digest: bytes) -> None:
        """Adds a journal entry to the turn."""
        place = (writer.key << SEQ_BITS) + seq
        self._member(writer).entries.append((place, entry, digest))

    def touch(self, writer: Writer) -> None:
        """Lets the writer take part, so that its state is written."""
        self._member(writer)

    def doom(self, writer: Writer, error: Exception) -> None:
        """Whatever the writer did in this turn is not to be stored."""
        self._member(writer).doom = error

    def committed(self, writer: Writer) -> Commit:
        """The commit of what the writer does in this turn; made at once when no loop is running."""
        member = self._member(writer)
        if _running_loop() is None:
            self.flush()
            member.check()
        else:
            self._schedule()
        return member

    def settle(self) -> None:
        """Commits now when no loop is running."""
        if _running_loop() is None:
            self.flush()

    def flush(self) -> None:
        """Commits what the turn has brought so far, and tells everyone who waits."""
        members, self._members = list(self._members.values()), {}
        if not members:
            return
        for member in members:
            _finish(member)
        if any(member.doom for member in members) or not self._stored_together(members):
            self._store_one_by_one(members)
        self._begun = False
        self._tidy([row for each in members if not each.doom for row in each.entries])
        for member in members:
            if member.doom is not None:
                member.writer.lost(member.doom)
            member.end()

    def _tidy(self, stored: list[tuple[int, bytes, bytes]]) -> None:
        """Lets log and journal grow no further; what cannot be moved stays where it is."""
        self._checkpoints.wrote(sum([len(entry) for _, entry, _ in stored]))
        try:
            self._rotation.wrote(stored)
        except (OSError, sqlite3.Error) as error:
            _log.warning("The oldest journal entries could not be moved to a file: %s", error)

    def _stored_together(self, members: list[_Member]) -> bool:
        """Tries to commit the turn as it is; rolls back when that fails."""
        try:
            if not self._begun:
                self._begin()
            elif not self._connection.in_transaction:
                return False
            for member in members:
                self._connection.execute(*member.writes[-1])
            rows = [row for member in members for row in member.entries]
            self._connection.executemany(ENTRY, rows)
            self._connection.execute("COMMIT")
        except sqlite3.Error:
            return False
        self.commits += 1
        return True

    def _store_one_by_one(self, members: list[_Member]) -> None:
        """Each sandbox in a transaction of its own, from the start of the turn."""
        self._roll_back()
        for member in members:
            if member.doom is not None:
                continue
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                for sql, values in member.writes:
                    self._connection.execute(sql, values)
                self._connection.executemany(ENTRY, member.entries)
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                member.doom = error
                self._roll_back()

    def _roll_back(self) -> None:
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def _finish(member: _Member) -> None:
    """The state at the end of the turn is the sandbox's last write."""
    try:
        member.writes.append((STATE, (member.writer.state_to_store(), member.writer.key)))
    except Exception as error:  # noqa: BLE001 - whatever it is, it must only cost this sandbox's turn
        member.doom = error


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
