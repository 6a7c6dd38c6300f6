"""One transaction for a turn of the loop; who fails fails alone."""

import asyncio

import pytest

from nps_simulator.store.protocol import LostError, OrderRow
from nps_simulator.store.sqlite import SqliteStore

POISON = (
    "CREATE TRIGGER poison BEFORE INSERT ON {table} WHEN new.{column} = {value} "
    "BEGIN SELECT RAISE({how}, 'poisoned'); END"
)


class Sandbox:
    """Someone who writes; the counter is all it has in memory."""

    def __init__(self, store, key):
        self.store = store
        self.key = key
        self.seq = 0
        self.lost_by = None
        self.state_fails = False
        store.put_sandbox(self, f"sandbox-{key}", b"definition")

    def state_to_store(self):
        if self.state_fails:
            raise ValueError("no state")
        return str(self.seq).encode()

    def lost(self, error):
        self.lost_by = error
        self.seq = int(self.store.state(self.key) or b"0")

    def write(self, document=b"{}"):
        """An order and an entry, as a call does; returns the commit."""
        self.store.put_order(self, row(f"{self.seq}/1", document))
        self.store.append(self, self.seq, b"entry", b"hash")
        self.seq += 1
        return self.store.committed(self)


def row(number, document=b"{}", news=None, contractor="acme", **values):
    return OrderRow(
        number=number,
        contractor=contractor,
        version=1,
        change_type="NEW",
        news=news,
        document=document,
        **values,
    )


@pytest.fixture
def store():
    store = SqliteStore()
    yield store
    store.close()


@pytest.fixture
def sandboxes(store):
    made = [Sandbox(store, key) for key in (1, 2, 3)]
    store.flush()
    return made


def poison(store, how="ABORT", table="orders", column="sandbox", value=2):
    store._connection.execute(POISON.format(table=table, column=column, value=value, how=how))


def entries(store, sandbox):
    return len(list(store.entries(sandbox.key, 0)))


def test_a_turn_is_one_transaction(store, sandboxes):
    before = store._group.commits

    async def turn():
        commits = [sandbox.write() for sandbox in sandboxes for _ in range(10)]
        assert all(not commit.over for commit in commits)
        for commit in commits:
            await commit

    asyncio.run(turn())

    assert store._group.commits == before + 1
    assert [entries(store, sandbox) for sandbox in sandboxes] == [10, 10, 10]
    assert [store.state(sandbox.key) for sandbox in sandboxes] == [b"10"] * 3


def test_nobody_is_told_before_the_commit(store, sandboxes):
    async def turn():
        commit = sandboxes[0].write()
        waiting = asyncio.ensure_future(waited(commit))
        while not waiting.done():
            assert store._connection.in_transaction or commit.over
            await asyncio.sleep(0)
        assert not store._connection.in_transaction

    asyncio.run(turn())


async def waited(commit):
    await commit


def test_without_a_loop_it_is_committed_at_once(store, sandboxes):
    sandboxes[0].write()

    assert not store._connection.in_transaction
    assert entries(store, sandboxes[0]) == 1


def test_writes_are_seen_in_their_turn(store, sandboxes):
    async def turn():
        sandboxes[0].write(b"new")
        assert store.order(1, "0/1") == (b"new", None)

    asyncio.run(turn())


@pytest.mark.parametrize("how", ["ABORT", "FAIL", "ROLLBACK"])
@pytest.mark.parametrize(
    "where",
    [
        {"table": "orders", "column": "sandbox", "value": 2},
        {"table": "journal", "column": "place", "value": 2 << 40},
    ],
)
def test_one_poisoned_sandbox_fails_nobody_else(store, sandboxes, how, where):
    poison(store, how, **where)
    one, two, three = sandboxes

    async def turn():
        commits = []
        for sandbox in (one, two, three, one):
            try:
                commits.append(sandbox.write())
            except LostError:
                # After a ROLLBACK in the database the rest of the turn is lost with it: there is
                # no transaction left in which it could be seen.
                assert sandbox is two or how == "ROLLBACK"
                sandbox.store.doom(sandbox, ValueError("not written"))
        return await asyncio.gather(*map(waited, commits), return_exceptions=True)

    came = asyncio.run(turn())

    assert two.lost_by is not None
    assert entries(store, two) == 0
    if how != "ROLLBACK" or where["table"] == "journal":
        assert [type(each) for each in came if each is not None] in ([], [LostError])
        assert (one.lost_by, three.lost_by) == (None, None)
        assert (entries(store, one), entries(store, three)) == (2, 1)
        assert store.order(1, "1/1") is not None


def test_a_lost_turn_is_undone_from_its_first_write(store, sandboxes):
    two = sandboxes[1]
    two.write()
    poison(store, table="journal", column="place", value=(2 << 40) + 2)

    async def turn():
        return await asyncio.gather(
            waited(two.write()), waited(two.write()), return_exceptions=True
        )

    assert [type(each) for each in asyncio.run(turn())] == [LostError, LostError]
    assert two.seq == 1
    assert entries(store, two) == 1
    assert store.order(2, "1/1") is None


def test_a_lost_sandbox_goes_on_with_the_next_turn(store, sandboxes):
    two = sandboxes[1]
    poison(store)
    with pytest.raises(LostError):
        two.write()
    store.flush()
    store._connection.execute("DROP TRIGGER poison")
    two.write()

    assert (two.seq, entries(store, two)) == (1, 1)


def test_a_state_that_cannot_be_told_loses_only_its_own_turn(store, sandboxes):
    one, two, _ = sandboxes
    two.state_fails = True

    async def turn():
        commits = one.write(), two.write()
        return await asyncio.gather(*map(waited, commits), return_exceptions=True)

    told, lost = asyncio.run(turn())

    assert told is None
    assert isinstance(lost, LostError)
    assert "no state" in str(lost)
    assert (entries(store, one), entries(store, two)) == (1, 0)


def test_who_is_doomed_is_not_stored(store, sandboxes):
    one, two, _ = sandboxes

    async def turn():
        commits = one.write(), two.write()
        store.doom(two, ValueError("half a deed"))
        return await asyncio.gather(*map(waited, commits), return_exceptions=True)

    assert [type(each) for each in asyncio.run(turn())] == [type(None), LostError]
    assert entries(store, two) == 0


def test_a_waiter_who_has_gone_disturbs_nobody(store, sandboxes):
    one, two, _ = sandboxes

    async def turn():
        gone = asyncio.ensure_future(waited(one.write()))
        await asyncio.sleep(0)
        gone.cancel()
        await waited(two.write())

    asyncio.run(turn())

    assert (entries(store, one), entries(store, two)) == (1, 1)


def test_what_one_loop_left_open_the_next_turn_commits(store, sandboxes):
    async def left():
        sandboxes[0].write()

    async def turn():
        await waited(sandboxes[1].write())

    asyncio.run(left())
    asyncio.run(turn())

    assert [entries(store, sandbox) for sandbox in sandboxes] == [1, 1, 0]


def test_a_turn_that_is_not_awaited_is_committed_all_the_same(store, sandboxes):
    async def turn():
        sandboxes[0].write()
        for _ in range(3):
            await asyncio.sleep(0)
        return store._connection.in_transaction

    assert not asyncio.run(turn())
    assert entries(store, sandboxes[0]) == 1
