"""The SQLite store: what is found, in which order, at which cost; and whose the file is."""

import sqlite3
import subprocess
import sys

import pytest

from nps_simulator.store.protocol import InvoiceRow, KeyRow, LostError, OrderRow, StoreError
from nps_simulator.store.schema import APPLICATION, PAGE, VERSION
from nps_simulator.store.sqlite import SqliteStore


class Writer:
    def __init__(self, key):
        self.key = key

    def state_to_store(self):
        return b"state"

    def lost(self, error):
        self.error = error


def order(number, news=None, contractor="acme", appointments=()):
    return OrderRow(
        number=number,
        contractor=contractor,
        version=2,
        change_type="CHG",
        news=news,
        document=number.encode(),
        appointments=appointments,
    )


def invoice(number, reference="S1", *, beside=False):
    return InvoiceRow(
        number=number,
        contractor="acme",
        supplier_reference=reference,
        beside=beside,
        document=number.encode(),
    )


@pytest.fixture
def store():
    store = SqliteStore()
    yield store
    store.close()


@pytest.fixture
def one():
    return Writer(1)


def test_a_sandbox_is_found_by_name(store):
    writer = Writer(store.new_key())
    store.put_sandbox(writer, "one", b"definition")
    store.flush()
    row = store.sandbox("one")

    assert (row.key, row.definition, row.state) == (1, b"definition", b"state")
    assert store.new_key() == 2
    assert store.sandbox_names() == ("one",)
    assert store.sandbox("two") is None


def test_the_list_has_the_oldest_news_first_and_only_the_contractors_own(store, one):
    for row in (
        order("3/1", news=1),
        order("1/1", news=3),
        order("2/1", news=2),
        order("4/1"),
        order("5/1", news=4, contractor="bodge"),
    ):
        store.put_order(one, row)
    store.put_order(Writer(2), order("6/1", news=1))

    assert store.listed(1, "acme", 10) == [("3/1", 2, "CHG"), ("2/1", 2, "CHG"), ("1/1", 2, "CHG")]
    assert store.listed(1, "acme", 2) == [("3/1", 2, "CHG"), ("2/1", 2, "CHG")]
    store.put_order(one, order("3/1"))
    assert store.listed(1, "acme", 1) == [("2/1", 2, "CHG")]


@pytest.mark.parametrize("stored", [100, 20_000])
def test_the_list_costs_the_same_whatever_the_number_of_orders(store, one, stored):
    """Counted in steps of SQLite's machine, not in time."""
    for number in range(stored):
        store.put_order(one, order(f"{number}/1", news=number if number % 100 == 0 else None))
    store.flush()
    steps = 0

    def count():
        nonlocal steps
        steps += 1

    store._connection.set_progress_handler(count, 1)
    assert len(store.listed(1, "acme", 1)) == 1
    store._connection.set_progress_handler(None, 0)

    assert steps < 40


def test_the_list_is_read_from_the_index_alone(store):
    plan = store._connection.execute(
        "EXPLAIN QUERY PLAN SELECT number, version, change_type FROM orders "
        "WHERE sandbox = 1 AND contractor = 'acme' AND news IS NOT NULL ORDER BY news LIMIT 10"
    ).fetchall()

    assert [row[3].split("(")[0] for row in plan] == [
        "SEARCH orders USING COVERING INDEX orders_news "
    ]


def test_an_order_is_found_by_number_and_by_appointment(store, one):
    store.put_order(one, order("1/1", news=5, appointments=("A1", "A2")))
    store.put_order(one, order("1/1", appointments=("A3",)))

    assert store.order(1, "1/1") == (b"1/1", None)
    assert [store.order_of_appointment(1, each) for each in ("A1", "A3", "A4")] == [
        "1/1",
        "1/1",
        None,
    ]
    assert store.order(2, "1/1") is None
    assert store.orders_after(1, "", 5) == [b"1/1"]
    assert store.orders_after(1, "1/1", 5) == []


def test_an_appointment_belongs_to_one_order(store, one):
    store.put_order(one, order("1/1", appointments=("A1",)))

    with pytest.raises(LostError, match="UNIQUE"):
        store.put_order(one, order("2/1", appointments=("A1",)))


def test_a_suppliers_reference_counts_once_and_any_number_stand_beside(store, one):
    store.put_invoice(one, invoice("I1"))
    store.put_invoice(one, invoice("I2", beside=True))
    store.put_invoice(one, invoice("I3", beside=True))
    store.put_invoice(one, invoice("I1"))

    assert store.invoice_by_supplier_reference(1, "acme", "S1") == b"I1"
    assert store.invoice(1, "I3") == b"I3"
    assert store.invoice(1, "I4") is None
    with pytest.raises(LostError, match="UNIQUE"):
        store.put_invoice(one, invoice("I4"))


def test_a_key_is_kept_with_its_answer(store, one):
    row = KeyRow(
        contractor="acme",
        reference="R1",
        operation="AddWorksOrderNote",
        fingerprint=b"f",
        reply=b"{}",
        seq=4,
    )
    store.put_key(one, row)

    assert store.used_key(1, "acme", "R1") == row
    assert store.used_key(1, "bodge", "R1") is None
    assert store.used_key(2, "acme", "R1") is None


def test_entries_are_read_in_order_from_anywhere_while_others_are_written(store, one):
    two = Writer(2)
    for seq in range(1_201):
        store.append(one, seq, str(seq).encode(), b"h")
        store.append(two, seq, b"other", b"h")
    reading = store.entries(1, 3)
    assert next(reading) == b"3"
    store.append(one, 1_201, b"1201", b"last")
    store.flush()

    assert list(reading) == [str(seq).encode() for seq in range(4, 1_202)]
    assert store.last_entry(1) == (1_201, b"last")
    assert store.last_entry(3) is None


def test_a_newer_database_is_refused(tmp_path):
    path = tmp_path / "newer.sqlite"
    SqliteStore(str(path)).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()

    with pytest.raises(StoreError, match=r"made by a newer program \(tables version 2"):
        SqliteStore(str(path))


def test_a_database_of_something_else_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "foreign.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    before = path.read_bytes()

    with pytest.raises(StoreError, match="is a database of something else; give another file"):
        SqliteStore(str(path))
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(tmp_path):
    path = tmp_path / "text.sqlite"
    path.write_text("This is a letter, not a database. " * 100)

    with pytest.raises(StoreError, match=r"cannot be used \(file is not a database\)"):
        SqliteStore(str(path))


def test_a_missing_folder_and_a_wrong_durability_are_said(tmp_path):
    with pytest.raises(StoreError, match=r"The folder of the database .*none"):
        SqliteStore(str(tmp_path / "none" / "x.sqlite"))
    with pytest.raises(StoreError, match="Durability is normal or full, not much"):
        SqliteStore(durability="much")


def test_ours_is_marked_and_durable_as_asked(tmp_path):
    for durability, level in (("normal", 1), ("full", 2)):
        store = SqliteStore(str(tmp_path / durability), durability=durability)
        pragma = {
            name: store._connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "application_id")
        }
        store.close()

        assert pragma == {
            "journal_mode": "wal",
            "synchronous": level,
            "application_id": APPLICATION,
        }


OPENS = (
    "import sys; from nps_simulator.store.sqlite import SqliteStore; "
    "from nps_simulator.store.protocol import StoreError\n"
    "try: SqliteStore(sys.argv[1])\n"
    "except StoreError as error: print(error)\n"
    "else: print('opened', flush=True); sys.stdin.read()"
)


def test_a_second_process_is_refused_until_the_first_has_gone(tmp_path):
    path = str(tmp_path / "ours.sqlite")
    first = SqliteStore(path)
    second = subprocess.run(
        [sys.executable, "-c", OPENS, path], capture_output=True, text=True, timeout=60, check=True
    )

    assert second.stdout == (
        f"The database {path} is in use by another process; "
        "stop that one, or give this one another file.\n"
    )
    first.close()
    with subprocess.Popen(
        [sys.executable, "-c", OPENS, path],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as owner:
        assert owner.stdout.readline() == "opened\n"
        with pytest.raises(StoreError, match="in use by another process"):
            SqliteStore(path)
        owner.kill()
    SqliteStore(path).close()  # a killed owner leaves no lock behind


def test_a_database_is_owned_under_all_its_names(tmp_path, monkeypatch):
    path = tmp_path / "ours.sqlite"
    link = tmp_path / "link.sqlite"
    link.symlink_to(path.name)
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    first = SqliteStore(str(path))

    for name in ("ours.sqlite", "./ours.sqlite", "folder/../ours.sqlite", str(link)):
        with pytest.raises(StoreError, match="in use by another process"):
            SqliteStore(name)
    first.close()
    assert not link.with_name("link.sqlite.owner").exists()


def test_a_database_with_two_names_is_refused(tmp_path):
    path = tmp_path / "ours.sqlite"
    SqliteStore(str(path)).close()
    (tmp_path / "hard.sqlite").hardlink_to(path)

    with pytest.raises(StoreError, match=r"ours.sqlite has 2 names \(hard links\)"):
        SqliteStore(str(path))


def test_links_in_a_circle_are_said(tmp_path):
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")

    with pytest.raises(StoreError, match=r"The database .*one cannot be used"):
        SqliteStore(str(tmp_path / "one"))


def test_a_file_in_the_place_of_the_lock_is_named(tmp_path):
    path = tmp_path / "ours.sqlite"
    path.with_name("ours.sqlite.owner").write_text("This is a letter, not a lock. " * 100)

    with pytest.raises(StoreError, match=r"The file .*ours\.sqlite\.owner, .* remove it"):
        SqliteStore(str(path))


@pytest.mark.parametrize("limit", [0, 1_000_000])
def test_a_damaged_page_is_said_when_it_is_met(tmp_path, one, limit):
    path = tmp_path / "ours.sqlite"
    store = SqliteStore(str(path))
    store.put_sandbox(one, "one", b"definition")
    store.append(one, 0, b"entry", b"hash")
    store.close()
    with path.open("r+b") as file:
        file.seek(PAGE)
        file.write(b"\xa5" * (path.stat().st_size - PAGE))

    with pytest.raises(StoreError, match=r"ours\.sqlite cannot be used .*malformed"):
        SqliteStore(str(path), journal_bytes=limit).sandbox("one")
