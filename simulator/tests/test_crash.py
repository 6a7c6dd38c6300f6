"""What was acknowledged outlives `kill -9`, and nothing else is half there.

The child is this file run as a program: it hosts sandboxes on a database file, calls as fast as it
can from several tasks, and writes a line for each exchange after its commit. The parent reads so
many lines, kills it, and holds the database against what it read.
"""

import asyncio
import os
import subprocess
import sys
from collections import Counter

import pytest

from nps_scenarios.profile import Profile
from nps_simulator.journal.chain import START, canonical, link
from nps_simulator.journal.entries import Action, Exchange, Http
from nps_simulator.messages.add_works_order_note import AddWorksOrderNote
from nps_simulator.messages.confirm_works_order_receipt import ConfirmWorksOrderReceipt
from nps_simulator.messages.request_works_order_details import RequestWorksOrderDetails
from nps_simulator.messages.request_works_orders import RequestWorksOrders
from nps_simulator.sandbox.definition import Account
from nps_simulator.sandbox.sandboxes import Sandboxes

NAMES = ("north", "east", "south")
TASKS = 4
MESSAGE = Http(start="POST / HTTP/1.1", headers=[], body="<body/>" * 100)
LINES = [{"sor": "900101", "quantity": "1"}]
# How many acknowledged lines the parent reads before it kills: from the very first up.
KILLS = (0, 1, 2, 5, 11, 23, 47, 80, 120, 190, 260, 333, 404, 500)


def opened(sandboxes):
    """The sandboxes, new or as they were left."""
    return [
        sandboxes.open(
            name,
            scenario=None,
            profile=Profile(name="crash", title="Crash"),
            contractors=(Account(name="acme", password="x"),),
        )
        for name in NAMES
    ]


async def contractor(sandbox, task):
    """Raises an order, reads, confirms, writes notes; and again, for ever."""

    async def call(request):
        called = sandbox.call("acme", request)
        seq = await sandbox.record(
            http_request=MESSAGE,
            http_reply=MESSAGE,
            operation=called.operation,
            contractor="acme",
            request=request,
            called=called,
        )
        reference = getattr(request, "external_reference", "-")
        os.write(1, f"{sandbox.name} {seq} {reference}\n".encode())

    count = 0
    while True:
        seq = await sandbox.act(
            "raise_order", {"priority": "ROU", "description": "A tap", "lines": LINES}
        )
        number = next(sandbox.entries(seq)).orders[0]
        await call(RequestWorksOrders())
        await call(RequestWorksOrderDetails(works_order_number=number))
        for kind in (ConfirmWorksOrderReceipt, *(AddWorksOrderNote,) * 6):
            count += 1
            text = {"text": f"Note {count}"} if kind is AddWorksOrderNote else {}
            reference = f"{os.getpid()}.{task}.{count}"
            await call(kind(works_order_number=number, external_reference=reference, **text))


async def work(database, durability):
    sandboxes = opened(Sandboxes.on(database, durability=durability))
    os.write(1, b"ready\n")
    await asyncio.gather(*(contractor(each, task) for each in sandboxes for task in range(TASKS)))


def killed_after(database, durability, lines):
    """Runs the child, kills it after so many acknowledged lines; all lines it wrote, in pieces."""
    with subprocess.Popen(
        [sys.executable, __file__, database, durability], stdout=subprocess.PIPE
    ) as child:
        assert child.stdout.readline() == b"ready\n"
        read = [child.stdout.readline() for _ in range(lines)]
        child.kill()
        read += child.stdout.readlines()
    return [line.decode().split() for line in read if line.endswith(b"\n")]


def check(sandboxes, name, acknowledged):
    """Holds one sandbox against its journal, and its journal against what was acknowledged."""
    sandbox = sandboxes.get(name)
    entries = list(sandbox.entries())
    assert [entry.seq for entry in entries] == list(range(len(entries)))
    digest = START
    for entry in entries:
        digest = link(digest, canonical(entry))
    key = sandboxes._store.sandbox(name).key
    assert sandboxes._store.last_entry(key) == (len(entries) - 1, digest)

    for seq, reference in acknowledged:
        assert entries[seq].request.get("external_reference", "-") == reference

    notes, receipts, raised = Counter(), Counter(), 0
    for entry in entries:
        if isinstance(entry, Action):
            raised += len(entry.orders)
        elif isinstance(entry, Exchange) and entry.outcome == "success":
            number = entry.request.get("works_order_number")
            notes[number] += entry.operation == "AddWorksOrderNote"
            receipts[number] += entry.operation == "ConfirmWorksOrderReceipt"
    orders = sandbox.orders(limit=100_000)
    assert len(orders) == raised
    for order in orders:
        number = order.works_order_number
        assert len(order.notes) == notes[number]
        assert (order.state.value == "ISS") == (order.acknowledged == 1) == (receipts[number] == 1)
    waiting = {order.works_order_number for order in orders if order.acknowledged == 0}
    listed = sandboxes._store.listed(key, "acme", 100_000)
    assert {row[0] for row in listed} == waiting
    return entries


@pytest.mark.parametrize(("durability", "kills"), [("normal", KILLS), ("full", (3, 90))])
def test_nothing_acknowledged_is_lost_however_often_the_process_is_killed(
    tmp_path, durability, kills
):
    database = str(tmp_path / "crash.sqlite")
    known = {name: [] for name in NAMES}
    for lines in kills:
        written = killed_after(database, durability, lines)
        assert len(written) >= lines
        for name, seq, reference in written:
            known[name].append((int(seq), reference))
        sandboxes = Sandboxes.on(database)
        for name in NAMES:
            check(sandboxes, name, known[name])
        sandboxes.shut()

    assert sum(map(len, known.values())) >= sum(kills)


def test_the_check_itself_notices_a_lost_effect_and_a_lost_entry(tmp_path):
    database = str(tmp_path / "crash.sqlite")
    written = killed_after(database, "normal", 60)
    name, seq, reference = written[0]
    sandboxes = Sandboxes.on(database)
    rows = sandboxes._store._connection
    check(sandboxes, name, [(int(seq), reference)])

    with pytest.raises(AssertionError):
        check(sandboxes, name, [(int(seq), "another reference")])
    rows.execute("UPDATE orders SET news = 1 WHERE rowid = (SELECT max(rowid) FROM orders)")
    rows.execute("UPDATE orders SET news = NULL WHERE rowid = (SELECT min(rowid) FROM orders)")
    rows.execute("DELETE FROM journal WHERE place & 0xFFFF = 3")
    with pytest.raises(AssertionError):
        check(sandboxes, name, [])
    sandboxes.shut()


if __name__ == "__main__":
    asyncio.run(work(*sys.argv[1:]))
