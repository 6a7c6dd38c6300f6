"""The store on SQLite: one file (or memory), one connection that is kept, one writer."""

import sqlite3
from collections.abc import Iterator
from typing import Any, Final

from nps_simulator.store.checkpoints import Checkpoints
from nps_simulator.store.group import Group
from nps_simulator.store.protocol import (
    Commit,
    InvoiceRow,
    KeyRow,
    OrderRow,
    SandboxRow,
    StoreError,
    Writer,
)
from nps_simulator.store.rotation import Rotation
from nps_simulator.store.schema import (
    MEMORY,
    SEQ_BITS,
    explained,
    located,
    open_database,
    own_database,
)

_LISTED: Final = (
    "SELECT number, version, change_type FROM orders INDEXED BY orders_news "
    "WHERE sandbox = ? AND contractor = ? AND news IS NOT NULL ORDER BY news LIMIT ?"
)
_PUT_ORDER: Final = (
    "INSERT INTO orders (sandbox, number, contractor, version, change_type, news, document) "
    "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sandbox, number) DO UPDATE SET "
    "contractor = excluded.contractor, version = excluded.version, "
    "change_type = excluded.change_type, news = excluded.news, document = excluded.document"
)
_PUT_INVOICE: Final = (
    "INSERT INTO invoices (sandbox, number, contractor, supplier_reference, beside, document) "
    "VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (sandbox, number) DO UPDATE SET "
    "contractor = excluded.contractor, supplier_reference = excluded.supplier_reference, "
    "beside = excluded.beside, document = excluded.document"
)
_PUT_KEY: Final = (
    "INSERT INTO keys (sandbox, contractor, reference, operation, fingerprint, reply, seq) "
    "VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_FORGET: Final = (
    "DELETE FROM orders WHERE sandbox = ?",
    "DELETE FROM appointments WHERE sandbox = ?",
    "DELETE FROM invoices WHERE sandbox = ?",
    "DELETE FROM keys WHERE sandbox = ?",
)
_FORGET_ENTRIES: Final = "DELETE FROM journal WHERE place >= ? AND place < ?"
_ENTRIES_AT_ONCE: Final = 500


class SqliteStore:
    """One database file, owned by this process. Raises StoreError when it cannot be."""

    def __init__(
        self, database: str = MEMORY, *, durability: str = "normal", journal_bytes: int = 0
    ) -> None:
        self._database = database = located(database)
        self._lock = own_database(database)
        try:
            self._connection = open_database(database, durability)
            try:
                self._rotation = Rotation(self._connection, database, journal_bytes)
            except StoreError:
                self._connection.close()
                raise
        except StoreError:
            self._lock.close()
            raise
        self._checkpoints = Checkpoints(self._connection, database)
        self._group = Group(self._connection, self._rotation, self._checkpoints)
        # What is the same for every call of a hot path, looked up once.
        self.append = self._group.append
        self.touch = self._group.touch
        self.doom = self._group.doom
        self.settle = self._group.settle

    def _one(self, sql: str, values: tuple[Any, ...]) -> Any:  # noqa: ANN401 - a row, unpacked by its reader
        try:
            return self._connection.execute(sql, values).fetchone()
        except sqlite3.Error as error:  # a damaged file, most likely
            raise explained(error, self._database) from error

    def _all(self, sql: str, values: tuple[Any, ...] = ()) -> list[Any]:
        try:
            return self._connection.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise explained(error, self._database) from error

    def new_key(self) -> int:
        """One more than the highest key."""
        return int(self._one("SELECT coalesce(max(key), 0) + 1 FROM sandboxes", ())[0])

    def put_sandbox(self, writer: Writer, name: str, definition: bytes) -> None:
        """Writes a new sandbox."""
        sql = "INSERT INTO sandboxes (key, name, definition, state) VALUES (?, ?, ?, x'')"
        self._group.write(writer, sql, (writer.key, name, definition))

    def sandbox(self, name: str) -> SandboxRow | None:
        """The sandbox of that name."""
        row = self._one("SELECT key, definition, state FROM sandboxes WHERE name = ?", (name,))
        if row is None:
            return None
        return SandboxRow(key=row[0], name=name, definition=row[1], state=row[2])

    def state(self, key: int) -> bytes:
        """The sandbox's state."""
        return bytes(self._one("SELECT state FROM sandboxes WHERE key = ?", (key,))[0])

    def sandbox_names(self) -> tuple[str, ...]:
        """All names, in the order they were opened."""
        rows = self._all("SELECT name FROM sandboxes ORDER BY key")
        return tuple(name for (name,) in rows)

    def order(self, key: int, number: str) -> tuple[bytes, int | None] | None:
        """An order's document and its `news`."""
        found: tuple[bytes, int | None] | None = self._one(
            "SELECT document, news FROM orders WHERE sandbox = ? AND number = ?", (key, number)
        )
        return found

    def order_of_appointment(self, key: int, reference: str) -> str | None:
        """The number of the order that carries this appointment."""
        row = self._one(
            "SELECT number FROM appointments WHERE sandbox = ? AND reference = ?", (key, reference)
        )
        return None if row is None else str(row[0])

    def orders_after(self, key: int, number: str, limit: int) -> list[bytes]:
        """Documents in order of number."""
        sql = "SELECT document FROM orders WHERE sandbox = ? AND number > ? ORDER BY number LIMIT ?"
        return [row[0] for row in self._all(sql, (key, number, limit))]

    def listed(self, key: int, contractor: str, limit: int) -> list[tuple[str, int, str]]:
        """The poll."""
        return self._all(_LISTED, (key, contractor, limit))

    def invoice(self, key: int, number: str) -> bytes | None:
        """An invoice's document."""
        row = self._one(
            "SELECT document FROM invoices WHERE sandbox = ? AND number = ?", (key, number)
        )
        return None if row is None else bytes(row[0])

    def invoice_by_supplier_reference(
        self, key: int, contractor: str, reference: str
    ) -> bytes | None:
        """The document of the invoice that counts under this reference."""
        row = self._one(
            "SELECT document FROM invoices WHERE sandbox = ? AND contractor = ? "
            "AND supplier_reference = ? AND beside = 0",
            (key, contractor, reference),
        )
        return None if row is None else bytes(row[0])

    def used_key(self, key: int, contractor: str, reference: str) -> KeyRow | None:
        """What was answered under this external reference."""
        row = self._one(
            "SELECT operation, fingerprint, reply, seq FROM keys "
            "WHERE sandbox = ? AND contractor = ? AND reference = ?",
            (key, contractor, reference),
        )
        if row is None:
            return None
        operation, fingerprint, reply, seq = row
        return KeyRow(
            contractor=contractor,
            reference=reference,
            operation=operation,
            fingerprint=fingerprint,
            reply=reply,
            seq=seq,
        )

    def entries(self, key: int, start: int) -> Iterator[bytes]:
        """Journal entries from `start` on, read in pieces, so that writing may go on meanwhile."""
        self.flush()
        sql = "SELECT entry FROM journal WHERE place >= ? AND place < ? ORDER BY place LIMIT ?"
        place, end = (key << SEQ_BITS) + start, (key + 1) << SEQ_BITS
        first = self._one(
            "SELECT min(place) FROM journal WHERE place >= ? AND place < ?", (key << SEQ_BITS, end)
        )[0]
        if first is not None and first > place:
            yield from self._rotation.moved(key, start, first - (key << SEQ_BITS))
            place = first
        while True:
            rows = self._all(sql, (place, end, _ENTRIES_AT_ONCE))
            yield from (row[0] for row in rows)
            place += len(rows)
            if len(rows) < _ENTRIES_AT_ONCE:
                return

    def last_entry(self, key: int) -> tuple[int, bytes] | None:
        """Number and hash of the last journal entry."""
        start = key << SEQ_BITS
        sql = "SELECT place, hash FROM journal WHERE place >= ? AND place < ? ORDER BY place DESC"
        row = self._one(f"{sql} LIMIT 1", (start, start + (1 << SEQ_BITS)))
        return None if row is None else (row[0] - start, row[1])

    def put_order(self, writer: Writer, row: OrderRow) -> None:
        """Writes an order and its new appointments."""
        key = writer.key
        self._group.write(
            writer,
            _PUT_ORDER,
            (
                key,
                row.number,
                row.contractor,
                row.version,
                row.change_type,
                row.news,
                row.document,
            ),
        )
        sql = "INSERT INTO appointments (sandbox, reference, number) VALUES (?, ?, ?)"
        for reference in row.appointments:
            self._group.write(writer, sql, (key, reference, row.number))

    def put_invoice(self, writer: Writer, row: InvoiceRow) -> None:
        """Writes an invoice."""
        values = (row.number, row.contractor, row.supplier_reference, int(row.beside), row.document)
        self._group.write(writer, _PUT_INVOICE, (writer.key, *values))

    def put_key(self, writer: Writer, row: KeyRow) -> None:
        """Writes a used key."""
        values = (row.contractor, row.reference, row.operation, row.fingerprint, row.reply, row.seq)
        self._group.write(writer, _PUT_KEY, (writer.key, *values))

    def forget(self, key: int) -> None:
        """Lets go of what a sandbox holds; the room is used again, by those that come after."""
        self.flush()
        start = key << SEQ_BITS
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            for statement in _FORGET:
                self._connection.execute(statement, (key,))
            self._connection.execute(_FORGET_ENTRIES, (start, start + (1 << SEQ_BITS)))
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise explained(error, self._database) from error

    def committed(self, writer: Writer) -> Commit:
        """The commit of what the writer has written."""
        return self._group.committed(writer)

    def flush(self) -> None:
        """Commits the turn now."""
        self._group.flush()

    def close(self) -> None:
        """Commits and lets the database go."""
        self.flush()
        self._checkpoints.close()
        self._connection.close()
        self._lock.close()
