"""What a sandbox asks of a store: rows in, rows out, and one commit per turn of the event loop.

The store knows no works orders: documents are bytes, and beside them stand the columns it finds
them by. To add another store: one module with a class that has these methods.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any, Protocol


class StoreError(Exception):
    """The database cannot be used as it is; one sentence for the person who started us."""


class LostError(Exception):
    """What a sandbox did in this turn could not be stored and was undone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxRow:
    """One sandbox as stored. `definition` never changes, `state` is written with every commit."""

    key: int
    name: str
    definition: bytes
    state: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """One works order. `news` numbers what its contractor has not confirmed (None: nothing);
    polls list by it. `appointments` are references not stored before.
    """

    number: str
    contractor: str
    version: int
    change_type: str
    news: int | None
    document: bytes
    appointments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRow:
    """One invoice. One that does not count (`beside`) may repeat a supplier's reference."""

    number: str
    contractor: str
    supplier_reference: str
    beside: bool
    document: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRow:
    """A used external reference: on what (`operation`, `fingerprint`), the first answer, where."""

    contractor: str
    reference: str
    operation: str
    fingerprint: bytes
    reply: bytes
    seq: int


class Commit(Protocol):
    """The commit of one turn: await it. Raises LostError when the turn was undone."""

    def __await__(self) -> Generator[Any, None, None]:
        """Goes on when the turn is stored."""


class Writer(Protocol):
    """Who takes part in a commit: one sandbox."""

    key: int

    def state_to_store(self) -> bytes:
        """The sandbox's state at the end of the turn. Raising loses this sandbox's turn only."""

    def lost(self, error: Exception) -> None:
        """The turn could not be stored: what memory holds is no longer true."""


class Store(Protocol):
    """One database, owned by this process. All reads see what this turn has written."""

    def new_key(self) -> int:
        """A key for a new sandbox."""

    def put_sandbox(self, writer: Writer, name: str, definition: bytes) -> None:
        """Writes a new sandbox under the writer's key. Raises LostError."""

    def sandbox(self, name: str) -> SandboxRow | None:
        """The sandbox of that name."""

    def state(self, key: int) -> bytes:
        """The sandbox's state as last committed (or written in this turn)."""

    def sandbox_names(self) -> tuple[str, ...]:
        """All names, in the order they were opened."""

    def order(self, key: int, number: str) -> tuple[bytes, int | None] | None:
        """An order's document and its `news`."""

    def order_of_appointment(self, key: int, reference: str) -> str | None:
        """The number of the order that carries this appointment."""

    def orders_after(self, key: int, number: str, limit: int) -> list[bytes]:
        """Documents in order of number, after that number."""

    def listed(self, key: int, contractor: str, limit: int) -> list[tuple[str, int, str]]:
        """Number, version and change type of orders with news, oldest first: one indexed read."""

    def invoice(self, key: int, number: str) -> bytes | None:
        """An invoice's document."""

    def invoice_by_supplier_reference(
        self, key: int, contractor: str, reference: str
    ) -> bytes | None:
        """The document of the invoice that counts under this reference."""

    def used_key(self, key: int, contractor: str, reference: str) -> KeyRow | None:
        """What was answered under this external reference."""

    def entries(self, key: int, start: int) -> Iterator[bytes]:
        """Canonical bytes of journal entries from number `start` on."""

    def last_entry(self, key: int) -> tuple[int, bytes] | None:
        """Number and hash of the last journal entry."""

    def put_order(self, writer: Writer, row: OrderRow) -> None:
        """Writes an order, seen by reads at once. Raises LostError."""

    def put_invoice(self, writer: Writer, row: InvoiceRow) -> None:
        """Writes an invoice, seen by reads at once. Raises LostError."""

    def put_key(self, writer: Writer, row: KeyRow) -> None:
        """Writes a used key, seen by reads at once. Raises LostError."""

    def append(self, writer: Writer, seq: int, entry: bytes, digest: bytes) -> None:
        """Adds a journal entry; written when the turn is committed."""

    def touch(self, writer: Writer) -> None:
        """The writer's state has changed and is to be written with the turn."""

    def doom(self, writer: Writer, error: Exception) -> None:
        """What the writer did in this turn must not be stored."""

    def committed(self, writer: Writer) -> Commit:
        """The commit of what the writer has written. Without a running loop it is done when this
        returns. Raises LostError when what was written is lost already.
        """

    def forget(self, key: int) -> None:
        """Lets go of all that a sandbox holds but its row: for one that is closed."""

    def settle(self) -> None:
        """Commits the turn now when no loop is running; otherwise the loop will."""

    def flush(self) -> None:
        """Commits the turn now."""

    def close(self) -> None:
        """Commits and lets the database go."""
