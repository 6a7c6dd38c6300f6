"""The write-ahead log goes into the database beside the commits, and begins anew."""

import sys

import pytest

from nps_simulator.store.checkpoints import EVERY, LOG
from nps_simulator.store.sqlite import SqliteStore

MEGABYTE = 1 << 20
ENTRY = b"e" * MEGABYTE


class Sandbox:
    """Someone who writes entries of a megabyte."""

    key = 1

    def __init__(self, store):
        self.store = store
        self.seq = 0
        store.put_sandbox(self, "sandbox", b"")

    def state_to_store(self):
        return b""

    def lost(self, error):
        raise error

    def write(self, megabytes):
        for _ in range(megabytes):
            self.store.append(self, self.seq, ENTRY, b"hash")
            self.seq += 1
            self.store.flush()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ours.sqlite"


def log_of(path):
    return path.with_name(f"{path.name}-wal")


def test_what_was_committed_reaches_the_database_while_it_is_open(path):
    store = SqliteStore(str(path))
    Sandbox(store).write(EVERY // MEGABYTE)
    store._checkpoints.close()  # waits for it

    assert path.stat().st_size > EVERY
    assert log_of(path).stat().st_size < LOG  # none of the commits had to do it
    store.close()


def test_the_log_begins_anew_while_writing_goes_on(path):
    store = SqliteStore(str(path))
    sandbox = Sandbox(store)
    sandbox.write(3 * LOG // MEGABYTE)

    assert log_of(path).stat().st_size < 2 * LOG
    assert sum(1 for _ in store.entries(sandbox.key, 0)) == sandbox.seq
    store.close()


def test_a_database_that_was_closed_is_one_file_and_whole(path):
    store = SqliteStore(str(path))
    sandbox = Sandbox(store)
    sandbox.write(2 * EVERY // MEGABYTE)
    store.close()

    assert not log_of(path).exists()
    again = SqliteStore(str(path))
    assert list(again.entries(sandbox.key, 0)) == [ENTRY] * sandbox.seq
    again.close()


def test_a_checkpoint_that_cannot_be_made_is_not_the_last(path, caplog):
    path.parent.joinpath("here").mkdir()
    path = path.parent / "here" / path.name
    store = SqliteStore(str(path))
    sandbox = Sandbox(store)
    path.parent.rename(path.parent.with_name("elsewhere"))
    sandbox.write(EVERY // MEGABYTE)
    store._checkpoints.close()  # waits for it
    path.parent.with_name("elsewhere").rename(path.parent)
    sandbox.write(EVERY // MEGABYTE)
    store._checkpoints.close()

    assert "A checkpoint of" in caplog.text
    assert path.stat().st_size > 2 * EVERY
    store.close()


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be removed there")
def test_a_database_that_was_removed_is_not_made_anew(path, caplog):
    store = SqliteStore(str(path))
    path.unlink()
    Sandbox(store).write(EVERY // MEGABYTE)
    store._checkpoints.close()  # waits for it

    assert not path.exists()
    assert "unable to open database file" in caplog.text
    store.close()


@pytest.mark.parametrize("name", ["a b.db", "100%25.db", "what?.db", "é#.db"])
def test_a_database_may_have_any_name(tmp_path, name):
    store = SqliteStore(str(tmp_path / name))
    Sandbox(store).write(2 * EVERY // MEGABYTE)
    store._checkpoints.close()  # waits for it

    assert (tmp_path / name).stat().st_size > EVERY
    store.close()


def test_a_database_in_memory_has_no_checkpoints():
    store = SqliteStore()
    sandbox = Sandbox(store)
    sandbox.write(2 * EVERY // MEGABYTE)

    assert store._checkpoints._thread is None
    store.close()
