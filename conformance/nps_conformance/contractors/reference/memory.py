"""The contractor's memory: one file in its working directory, of JSON lines.

The first line is the books as they were once, each further line what has changed from one save to
the next. So a save costs what has changed and not what is remembered.
"""

import os
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from typing import BinaryIO, Final, TypeVar

import msgspec

from nps_conformance.contractors.reference.knowledge import Books, Duty, Known, OwnInvoice
from nps_conformance.contractors.reference.noting import Noted

LEAST: Final = 1 << 16  # bytes of changes before the books are written whole again

Key = TypeVar("Key")
Value = TypeVar("Value")


class Change(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What has changed from one save to the next: what is there now, None for what is gone."""

    counted: dict[str, int] = {}  # all of it
    handled: int = 0  # as it is now
    orders: dict[str, Known | None] = {}
    duties: dict[int, Duty | None] = {}  # by number
    invoices: dict[str, OwnInvoice | None] = {}
    messages: list[str] = []  # what was added


class Memory:
    """Reads the books at the start and writes changes down after every one that matters.

    A killed contractor finds either the books before a save or the books after: a line that was
    not written to its end does not count, and the first save writes the books whole, to a file
    beside that replaces the old one. `forced` also waits for the disk.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.books = _read(path) if path.exists() else Books()

    @property
    def books(self) -> Books:
        """What is remembered."""
        return self._books

    @books.setter
    def books(self, books: Books) -> None:
        self._orders = books.orders = Noted(books.orders)
        self._invoices = books.invoices = Noted(books.invoices)
        self._books = books
        self._room = 0  # bytes of changes until the books are written whole again
        self._duties: dict[int, bytes] = {}  # as they were at the last save
        self._heard = 0  # messages that were there by then

    def save(self, *, forced: bool = False) -> None:
        """Write down what has changed."""
        line = msgspec.json.encode(self._change()) + b"\n"
        if len(line) <= self._room:
            room = self._room - len(line)
            self._room = 0  # a line that fails half-way is not written on
            with self._path.open("ab") as file:
                _write(file, line, forced=forced)
        else:
            books = msgspec.structs.replace(
                self._books, orders=self._orders.plain(), invoices=self._invoices.plain()
            )
            line = msgspec.json.encode(books) + b"\n"
            room = max(LEAST, len(line))
            beside = self._path.with_suffix(".new")
            with beside.open("wb") as file:
                _write(file, line, forced=True)
            beside.replace(self._path)
        self._room = room

    def count(self, kind: str) -> int:
        """The next number of a kind; remembered with the next `save`."""
        number = self.books.counted.get(kind, 0) + 1
        self.books.counted[kind] = number
        return number

    def _change(self) -> Change:
        """What has changed since this was last asked."""
        books = self._books
        duties = {duty.number: msgspec.json.encode(duty) for duty in books.duties}
        changed: dict[int, Duty | None] = {
            duty.number: duty
            for duty in books.duties
            if self._duties.get(duty.number) != duties[duty.number]
        }
        changed.update(dict.fromkeys(self._duties.keys() - duties.keys()))
        self._duties = duties
        added = books.messages[self._heard :]
        self._heard = len(books.messages)
        return Change(
            counted=books.counted,
            handled=books.handled,
            orders=self._orders.changes(),
            duties=changed,
            invoices=self._invoices.changes(),
            messages=added,
        )


def _write(file: BinaryIO, line: bytes, *, forced: bool) -> None:
    file.write(line)
    if forced:
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> Books:
    """The books of a file: the first line, and every change that was written to its end."""
    first, *changes = path.read_bytes().split(b"\n")
    books = msgspec.json.decode(first, type=Books)
    duties = {duty.number: duty for duty in books.duties}
    for line in changes[:-1]:
        try:
            change = msgspec.json.decode(line, type=Change)
        except msgspec.DecodeError:
            break  # the machine stopped before it was on the disk
        books.counted = change.counted
        books.handled = change.handled
        books.messages += change.messages
        _take_over(books.orders, change.orders)
        _take_over(duties, change.duties)
        _take_over(books.invoices, change.invoices)
    books.duties = list(duties.values())
    return books


def _take_over(values: MutableMapping[Key, Value], changes: Mapping[Key, Value | None]) -> None:
    """Bring values to where they were after the changes."""
    for key, value in changes.items():
        if value is None:
            values.pop(key, None)
        else:
            values[key] = value
