"""What the reference contractor remembers after any end, and what a save costs it."""

import os
import subprocess
import sys
from decimal import Decimal

import msgspec
import pytest

from nps_conformance.contractors.reference.knowledge import (
    Books,
    Details,
    Duty,
    Known,
    Line,
    OwnInvoice,
)
from nps_conformance.contractors.reference.memory import LEAST, Memory

LONG = 60  # seconds; only a hanging program takes so long


def known(number, status="ISS"):
    line = Line(line_number=1, quantity=Decimal("1.50"), unit_rate=Decimal("9.99"), tax_code="S20")
    return Known(
        details=Details(works_order_number=number, version=1, status=status, lines=(line,))
    )


def amend(books, number, **changes):
    books.orders[number] = msgspec.structs.replace(books.orders[number], **changes)


def plain(books):
    """The books as JSON would have them, whatever holds the values."""
    orders, invoices = dict(books.orders), dict(books.invoices)
    return msgspec.to_builtins(msgspec.structs.replace(books, orders=orders, invoices=invoices))


@pytest.fixture
def path(tmp_path):
    return tmp_path / "contractor.json"


@pytest.fixture
def memory(path):
    memory = Memory(path)
    memory.books.orders["1/1"] = known("1/1")
    memory.save(forced=True)
    return memory


def test_every_kind_of_change_is_there_after_a_restart(memory, path):
    books = memory.books
    books.handled = 3
    books.orders["2/1"] = known("2/1")
    amend(books, "1/1", stale=True)
    books.invoices["INV-1"] = OwnInvoice(supplier_invoice_reference="INV-1", orders=("1/1",))
    first, second = (
        Duty(number=memory.count("duty"), kind=kind, order="1/1") for kind in ("book", "complete")
    )
    books.duties += [first, second]
    books.messages.append("W001: Late.")
    memory.save()
    assert plain(Memory(path).books) == plain(books)

    books.duties.remove(first)
    second.request = {"WorksOrderNumber": "1/1"}
    second.request["ExternalReference"] = "REF-000001"
    books.invoices["INV-2"] = msgspec.structs.replace(
        books.invoices.pop("INV-1"), standing="accepted"
    )
    amend(books, "2/1", details=msgspec.structs.replace(books.orders["2/1"].details, lines=()))
    books.messages.append("W002: Later.")
    memory.save(forced=True)
    again = Memory(path)

    assert plain(again.books) == plain(books)
    assert [duty.kind for duty in again.books.duties] == ["complete"]
    assert list(again.books.invoices) == ["INV-2"]


def test_orders_are_remembered_in_the_order_in_which_they_came(memory, path):
    for number in ("9/1", "3/1", "5/1"):
        memory.books.orders[number] = known(number)
    memory.save()

    assert list(Memory(path).books.orders) == ["1/1", "9/1", "3/1", "5/1"]


def test_a_change_that_was_not_written_to_its_end_never_was(memory, path):
    before = plain(memory.books)
    size = path.stat().st_size
    amend(memory.books, "1/1", stale=True)
    memory.save()
    whole = path.read_bytes()

    for end in range(size, len(whole)):
        path.write_bytes(whole[:end])
        assert plain(Memory(path).books) == before
    path.write_bytes(whole)
    assert Memory(path).books.orders["1/1"].stale


def test_what_is_saved_after_a_torn_line_is_remembered(memory, path):
    memory.books.handled = 1
    memory.save()
    os.truncate(path, path.stat().st_size - 5)

    again = Memory(path)
    again.books.handled = 7
    again.save()
    again.books.handled = 8
    again.save()

    assert Memory(path).books.handled == 8


def test_what_the_disk_never_got_is_forgotten_with_what_came_after_it(memory, path):
    memory.books.handled = 1
    memory.save()
    with path.open("ab") as file:
        file.write(b"\0" * 20 + b'\n{"handled":9}\n')

    assert Memory(path).books.handled == 1


def test_books_of_an_earlier_edition_are_read(path):
    path.write_bytes(msgspec.json.encode(Books(handled=4, orders={"1/1": known("1/1")})))

    books = Memory(path).books

    assert (books.handled, list(books.orders)) == (4, ["1/1"])


def test_books_that_are_replaced_whole_forget_the_orders_and_keep_the_numbers(memory, path):
    memory.count("reference")
    memory.save()
    memory.books = Books(counted=memory.books.counted)
    memory.save()
    memory.books.orders["2/1"] = known("2/1")
    memory.save()
    again = Memory(path)

    assert list(again.books.orders) == ["2/1"]
    assert again.count("reference") == 2


def test_a_save_writes_what_has_changed_however_much_is_remembered(memory, path):
    for number in range(2000):
        memory.books.orders[f"{number}/1"] = known(f"{number}/1")
    memory.save()
    size = path.stat().st_size

    amend(memory.books, "7/1", confirmed_version=1)
    memory.save()

    assert 0 < path.stat().st_size - size < 1000
    assert Memory(path).books.orders["7/1"].confirmed_version == 1


def test_the_file_does_not_grow_without_end(memory, path):
    sizes = set()
    for number in range(1000):
        amend(memory.books, "1/1", confirmed_version=number)
        memory.save()
        sizes.add(path.stat().st_size)

    assert max(sizes) < 2 * LEAST
    assert Memory(path).books.orders["1/1"].confirmed_version == 999


def test_a_full_disk_leaves_no_torn_line_in_the_middle(path):
    if sys.platform == "win32":
        pytest.skip("has no limits for the size of a file")
    script = f"""
import resource, signal
from pathlib import Path
from nps_conformance.contractors.reference.memory import Memory
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
path = Path({str(path)!r})
memory = Memory(path)
memory.save()
resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 30, resource.RLIM_INFINITY))
memory.books.messages.append("A line that is longer than the room that is left for it.")
try:
    memory.save()
except OSError:
    print("full")
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
memory.books.handled = 5
memory.save()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=LONG, check=False
    )
    books = Memory(path).books

    assert (done.stdout, done.stderr) == ("full\n", "")
    assert books.handled == 5
    assert books.messages == ["A line that is longer than the room that is left for it."]
