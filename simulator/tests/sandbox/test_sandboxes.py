"""Many sandboxes over one database: each its own, found again after a restart."""

import asyncio
from datetime import datetime, timedelta

import pytest

from nps_scenarios.profile import Profile
from nps_simulator.journal.chain import START, canonical, link
from nps_simulator.journal.entries import Action, ClockMoved, Exchange, Opened
from nps_simulator.sandbox.definition import Account
from nps_simulator.sandbox.sandbox import SandboxClosed
from nps_simulator.sandbox.sandboxes import OpeningError, Sandboxes
from nps_simulator.store.protocol import LostError, StoreError

REMARK = ("instruct", {"kind": "remark", "order": "tap", "text": "Fact"})


def chained(office, line):
    """The journal's hashes follow from one another up to the stored end."""
    digest = START
    for entry in line.entries():
        digest = link(digest, canonical(entry))
    key = office.sandboxes._store.sandbox(line.sandbox.name).key
    return office.sandboxes._store.last_entry(key) == (len(line.entries()) - 1, digest)


def test_entry_0_holds_what_a_verdict_depends_on(office):
    line = office.open(seed=11, mode="gullible", claims={"name": "Acme"}, rules_sha256="ab")
    opened = line.entries()[0]

    assert isinstance(opened, Opened)
    assert (opened.seq, opened.at) == (0, "2026-03-02T08:00:00")
    assert (opened.scenario, opened.mode, opened.seed) == ("test", "gullible", 11)
    assert (opened.claims, opened.rules_sha256) == ({"name": "Acme"}, "ab")
    assert opened.profile["name"] == "test"
    assert list(opened.contractors) == ["acme", "bodge"]
    assert "acme-pass" not in str(opened)
    assert len(opened.contract_sha256) == len(opened.scenario_sha256) == 64


def test_another_contractor_of_a_scenario_has_orders_and_nobody_signs_in_as_it(office, steps):
    given = ("reallocate_order", {"order": "tap", "contractor": "gable", "as": "tap-there"})
    line = office.open(steps("rounds", given, count=1), other_contractors=("gable", "bodge"))
    line.sandbox.begin_round(1)

    assert list(line.entries()[0].contractors) == ["acme", "bodge", "gable"]
    assert line.poll("gable") == [line.number("tap-there")] == [line.number("tap")[:-1] + "2"]
    assert line.sandbox.password("gable") is None
    assert line.sandbox.account("gable", "") is None
    assert line.sandbox.account("bodge", "bodge-pass") == "bodge"


def test_sandboxes_do_not_touch_each_other(office):
    one, two = office.open(), office.open()
    alone = [canonical(entry) for entry in two.entries()]
    one.read("tap")
    one.confirm("tap")
    one.sandbox.begin_round(1)
    one.sandbox.dice.draw("order")

    assert [canonical(entry) for entry in two.entries()] == alone
    assert one.number("tap") == two.number("tap")  # numbers are the sandbox's own
    assert two.sandbox.now() == datetime(2026, 3, 2, 8)
    assert two.poll() == [two.number("tap")]
    assert two.sandbox.dice.drawn() == {}
    assert chained(office, one)
    assert chained(office, two)


def test_in_parallel_each_has_the_same_journal_as_alone(office):
    lines = [office.open(name=f"p-{number}") for number in range(20)]

    async def play(line):
        for number in range(5):
            await line.sandbox.begin_round(number)
            line.poll()
            line.read("tap")
            await line.sandbox.driver_event("handled", number)

    async def together():
        await asyncio.gather(*map(play, lines))

    asyncio.run(together())
    alone = office.open(name="alone")
    asyncio.run(play(alone))

    expected = [canonical(entry) for entry in alone.entries()]
    assert len(expected) == 2 + 5 * 5
    for line in lines:
        assert [canonical(entry) for entry in line.entries()] == expected


def test_a_restart_goes_on_where_it_stopped(office, steps):
    line = office.open(
        steps("polls", REMARK, ("fault", {"on": "CreateInvoice", "kind": "reset"}), count=2),
        steps("polls", ("instruct", {"kind": "remark", "text": "Third poll after"}), count=3),
        name="resumed",
    )
    line.poll()
    line.sandbox.begin_round(1)
    line.sandbox.advance(timedelta(minutes=7), "asked")
    line.poll()  # fires the first step
    line.poll()
    line.sandbox.dice.draw("order")
    line.read("tap")
    second = line.sandbox.dice
    drawn = [second.draw("order") for _ in range(3)]
    line = office.again("resumed")

    assert line.sandbox.now() == datetime(2026, 3, 2, 8, 22)
    assert [each.text for each in line.sandbox.waiting] == ["Fact"]
    assert line.sandbox.fault_for("CreateInvoice").kind == "reset"
    assert [line.sandbox.dice.draw("order") for _ in range(3)] == drawn
    assert line.confirm("tap").outcome == "success"  # it was read before the restart
    line.poll()
    assert len(line.sandbox.waiting) == 1
    line.poll()
    assert [each.text for each in line.sandbox.take_instructions()] == ["Fact", "Third poll after"]
    assert chained(office, line)


def test_a_key_is_remembered_over_a_restart(office):
    line = office.open(name="keys")
    line.read("tap")
    first = line.confirm("tap", external_reference="C1")
    line = office.again("keys")
    again = line.confirm("tap", external_reference="C1")

    assert again.reply == first.reply
    assert again.repeated_of == line.entries(Exchange)[1].seq


def test_a_closed_sandbox_stays_closed(office):
    office.open(name="closed").sandbox.close("rounds")

    assert office.again("closed").sandbox.closed == "rounds"


def test_opening_the_same_again_goes_on_and_another_is_refused(office, steps):
    line = office.open(name="same", claims={"a": "1", "b": "2"})
    line.poll()
    entries = len(line.entries())
    again = office.open(name="same", claims={"b": "2", "a": "1"})

    assert len(again.entries()) == entries
    assert again.sandbox is line.sandbox
    for other, said in (
        ({"mode": "gullible"}, "another mode"),
        ({"seed": 8}, "another seed"),
        ({"scenario": None}, "another scenario, "),
        ({"profile": Profile(name="test", title="Other")}, "another profile"),
        ({"contractors": (Account(name="acme", password="other"),)}, "another contractors"),
    ):
        with pytest.raises(OpeningError, match=said):
            office.open(name="same", **({"claims": {"a": "1", "b": "2"}} | other))
    with pytest.raises(OpeningError, match="another scenario"):
        office.open(steps("polls", REMARK), name="same", claims={"a": "1", "b": "2"})


def test_free_play_goes_on_after_a_restart(office):
    line = office.open(name="play", scenario=None)
    line.sandbox.act(
        "raise_order",
        {"priority": "ROU", "description": "x", "lines": [{"sor": "900101", "quantity": "1"}]},
    )
    began = line.sandbox.now()
    office.again("play")
    line = office.open(name="play", scenario=None)

    assert line.sandbox.now() >= began
    assert len(line.poll()) == 1
    assert line.entries()[0].scenario == "free-play"
    assert line.entries(ClockMoved) == []


@pytest.mark.parametrize("name", ["", "A", "a_b", "a/b", "a" * 65, "ü", "a\n"])
def test_a_name_has_its_letters(office, name):
    with pytest.raises(OpeningError, match="a name has 1 to 64 of a-z, 0-9 and hyphen"):
        office.sandboxes.open(name, scenario=None, profile=Profile(name="p", title="P"))
    assert office.sandboxes.get(name) is None


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"mode": "nice"}, "its mode is faithful or gullible, not 'nice'"),
        ({"clock": "sun"}, "its clock is given or machine, not 'sun'"),
        ({"contractors": (Account(name="a", password="1"),) * 2}, "two contractors"),
    ],
)
def test_what_makes_no_sense_is_not_opened(office, values, said):
    with pytest.raises(OpeningError, match=said):
        office.open(name="odd", **values)
    assert office.sandboxes.names() == ()


def test_a_scenario_that_starts_beyond_the_clock_is_not_opened(office):
    late = datetime(9999, 12, 31)
    with pytest.raises(OpeningError, match="it starts at 9999-12-31T00:00:00, and its clock goes"):
        office.open(starts=late)


def test_credentials_name_the_contractor(office):
    sandbox = office.open().sandbox

    assert sandbox.account("acme", "acme-pass") == "acme"
    assert sandbox.account("acme", "bodge-pass") is None
    assert sandbox.account("nobody", "acme-pass") is None
    assert (sandbox.password("bodge"), sandbox.password("nobody")) == ("bodge-pass", None)


def test_all_are_closed_at_the_end_of_a_run(office):
    lines = [office.open(), office.open()]
    lines[0].sandbox.close("script")
    office.sandboxes.close_all("interrupted")

    assert [line.sandbox.closed for line in lines] == ["script", "interrupted"]


def test_a_sandbox_of_another_version_is_said_not_guessed(office):
    office.open(name="old")
    office.sandboxes._store._connection.execute("UPDATE sandboxes SET definition = '{}'")
    office.sandboxes._open.clear()

    with pytest.raises(StoreError, match="Sandbox old was stored by another version"):
        office.sandboxes.get("old")


def test_one_poisoned_sandbox_fails_nobody_else(office):
    lines = [office.open() for _ in range(4)]
    poisoned = lines[2]
    key = office.sandboxes._store.sandbox(poisoned.sandbox.name).key
    office.sandboxes._store._connection.execute(
        f"CREATE TRIGGER poison BEFORE INSERT ON journal WHEN new.place >> 40 = {key} "
        "BEGIN SELECT RAISE(ABORT, 'poisoned'); END"
    )
    lengths = [len(line.entries()) for line in lines]

    async def play(line, number):
        try:
            await line.sandbox.driver_event("handled", number)
        except LostError:
            return False
        return True

    async def together():
        plays = [play(line, number) for number in range(25) for line in lines]
        return await asyncio.gather(*plays)

    came = asyncio.run(together())

    assert came == [True, True, False, True] * 25
    grown = [len(line.entries()) - length for line, length in zip(lines, lengths, strict=True)]
    assert grown == [25, 25, 0, 25]
    office.sandboxes._store._connection.execute("DROP TRIGGER poison")
    poisoned.poll()
    assert len(poisoned.entries()) == lengths[2] + 1
    assert all(chained(office, line) for line in lines)


def test_memory_is_a_database_too():
    sandboxes = Sandboxes.on()
    sandbox = sandboxes.open("one", scenario=None, profile=Profile(name="p", title="P"))

    assert [type(each).__name__ for each in sandbox.entries()] == ["Opened"]
    sandboxes.shut()


def test_what_follows_a_failed_act_in_the_same_turn_of_the_loop_stands(office):
    drips = {"priority": "ROU", "lines": [{"sor": "900101", "quantity": "1"}]}

    async def act(line):
        with pytest.raises(UnicodeEncodeError):
            line.sandbox.act("raise_order", {**drips, "description": "\ud800"})
        await line.sandbox.act("raise_order", {**drips, "description": "Tap drips"})

    line = office.open()
    asyncio.run(act(line))

    assert [each.name for each in line.entries(Action)] == ["raise_order"] * 2  # one by the script
    assert chained(office, line)


def test_a_closed_sandbox_that_is_forgotten_is_there_and_closed_and_the_others_are_as_they_were(
    office,
):
    one, two, three = (office.open().issued() for _ in range(3))
    journals = [each.entries() for each in (one, three)]
    orders = [each.sandbox.orders() for each in (one, three)]
    two.sandbox.close("script")
    order = two.number("tap")

    office.sandboxes.forget(two.sandbox.name)

    again = office.sandboxes.get(two.sandbox.name)
    assert again is not two.sandbox
    assert (again.closed, again.account("acme", "acme-pass")) == ("script", "acme")
    assert (list(again.entries()), again.order(order), again.orders()) == ([], None, ())
    assert [each.entries() for each in (one, three)] == journals
    assert [each.sandbox.orders() for each in (one, three)] == orders
    with pytest.raises(SandboxClosed):
        again.begin_round(1)


def test_an_open_sandbox_is_not_forgotten(office):
    line = office.open().issued()
    entries = line.entries()

    office.sandboxes.forget(line.sandbox.name)

    assert office.sandboxes.get(line.sandbox.name) is line.sandbox
    assert line.entries() == entries
