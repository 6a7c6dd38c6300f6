"""The journal's oldest entries go to files beside the database, and are still read."""

from hashlib import sha256

import pytest

from nps_scenarios.profile import Profile
from nps_simulator.journal.files import decode_lines
from nps_simulator.sandbox.definition import Account
from nps_simulator.sandbox.sandboxes import Sandboxes
from nps_simulator.store.protocol import StoreError
from nps_simulator.store.sqlite import SqliteStore

LIMIT = 10_000


class Writer:
    def __init__(self, key):
        self.key = key
        self.seq = 0

    def state_to_store(self):
        return b"state"

    def lost(self, error):
        raise error


@pytest.fixture
def path(tmp_path):
    return tmp_path / "store.db"


@pytest.fixture
def opened(path):
    stores = []

    def open_(limit=LIMIT):
        stores.append(SqliteStore(str(path), journal_bytes=limit))
        return stores[-1]

    yield open_
    for store in stores:
        store.close()


def written(number):
    return b'{"number":%d,"text":"%b"}' % (number, b"x" * 480)


def write(store, writer, count):
    for _ in range(count):
        entry = written(writer.seq)
        store.append(writer, writer.seq, entry, sha256(entry).digest())
        store.settle()
        writer.seq += 1


def in_database(store):
    return store._connection.execute("SELECT sum(length(entry)) FROM journal").fetchone()[0]


def parts(path):
    return sorted(path.with_name("store.db.parts").glob("*"))


def test_the_database_holds_no_more_than_the_limit_and_all_is_read(opened, path):
    store = opened()
    write(store, Writer(1), 200)

    assert in_database(store) <= LIMIT
    assert list(store.entries(1, 0)) == [written(number) for number in range(200)]
    assert {each.suffix for each in parts(path)} == {".jsonl"}


@pytest.mark.parametrize("start", [0, 1, 5, 17, 150, 199, 200])
def test_reading_begins_anywhere(opened, start):
    store = opened()
    write(store, Writer(1), 200)

    assert list(store.entries(1, start)) == [written(number) for number in range(start, 200)]


def test_each_sandbox_has_its_own_parts(opened):
    store = opened()
    one, two = Writer(1), Writer(12)
    for _ in range(10):
        write(store, one, 9)
        write(store, two, 3)

    assert len(list(store.entries(1, 0))) == 90
    assert list(store.entries(12, 0)) == [written(number) for number in range(30)]


def test_a_restart_goes_on_where_it_was(opened):
    first = opened()
    writer = Writer(1)
    write(first, writer, 100)
    first.close()
    again = opened()
    write(again, writer, 100)

    assert in_database(again) <= LIMIT
    assert list(again.entries(1, 0)) == [written(number) for number in range(200)]
    assert again.last_entry(1) == (199, sha256(written(199)).digest())


def test_the_last_entry_stays_however_large(opened):
    store = opened(limit=100)
    write(store, Writer(1), 3)

    assert store.last_entry(1)[0] == 2
    assert len(list(store.entries(1, 0))) == 3


def test_an_entry_that_is_in_a_file_and_in_the_database_is_read_once(opened, path):
    store = opened()
    write(store, Writer(1), 200)
    first = parts(path)[0].read_bytes().splitlines(keepends=True)[0]
    place = (1 << 40) + 0
    entry = first[len(b'{"entry":') : first.index(b',"hash":"')]
    store._connection.execute("INSERT INTO journal VALUES (?, ?, x'00')", (place, entry))

    assert next(iter(store.entries(1, 0))) == written(0)


def test_a_folder_that_cannot_be_made_costs_nobody_anything(opened, path, caplog):
    path.with_name("store.db.parts").write_text("in the way")
    store = opened()
    write(store, Writer(1), 30)

    assert list(store.entries(1, 0)) == [written(number) for number in range(30)]
    assert "could not be moved" in caplog.text


def test_without_a_limit_all_stays_in_the_database(opened, path):
    store = opened(limit=0)
    write(store, Writer(1), 100)

    assert in_database(store) > LIMIT
    assert parts(path) == []


def test_a_limit_in_memory_is_refused():
    with pytest.raises(StoreError, match="needs a database file"):
        SqliteStore(journal_bytes=1)


def test_the_parts_of_a_real_journal_are_a_journal_file(tmp_path):
    sandboxes = Sandboxes.on(str(tmp_path / "store.db"), journal_bytes=LIMIT)
    sandbox = sandboxes.open(
        "here",
        scenario=None,
        profile=Profile(name="p", title="P"),
        contractors=(Account(name="acme", password="secret"),),
    )
    for _ in range(100):
        sandbox.driver_event("round", 1, "x" * 300)
    entries = list(sandbox.entries())
    sandboxes.shut()
    lines = [
        line
        for each in parts(tmp_path / "store.db")
        for line in each.read_bytes().splitlines(keepends=True)
    ]

    assert len(entries) == 101
    assert len(lines) > 60
    assert list(decode_lines(lines)) == entries[: len(lines)]


def test_one_part_is_small_however_large_the_limit_is(opened, path):
    """Moving a part holds up everybody, so it is bounded by itself."""
    store, writer = opened(limit=8_000_000), Writer(1)
    for _ in range(40):
        entry = b'{"number":%d,"text":"%b"}' % (writer.seq, b"x" * 300_000)
        store.append(writer, writer.seq, entry, sha256(entry).digest())
        store.settle()
        writer.seq += 1

    sizes = [part.stat().st_size for part in path.with_name("store.db.parts").iterdir()]

    assert max(sizes) < 1_400_000
    assert len(list(store.entries(1, 0))) == 40
