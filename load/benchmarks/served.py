"""Our own server with many orders stored, or the spyne twin over the same, for `poll.py`.

    python load/benchmarks/served.py --port 9002 --orders 1000000 --engine ours

One contractor (acme, secret); three orders have news, which the poll lists; all others are
confirmed and can be completed, each with a whole document, put in bulk through the store under the
numbers 2000000/1, 2000001/1 and so on. The first of the three is about 3 kB in a details reply.
Prints `ready` and the number of that order, and serves until ended.
"""

import argparse
import asyncio
import gc
import sys
import tempfile
from pathlib import Path

from nps_scenarios.profile import Profile
from nps_simulator.endpoints.twin import Twin
from nps_simulator.journal.entries import Http
from nps_simulator.messages.confirm_works_order_receipt import ConfirmWorksOrderReceipt
from nps_simulator.messages.request_works_order_details import RequestWorksOrderDetails
from nps_simulator.sandbox.definition import Account
from nps_simulator.sandbox.sandbox import Sandbox
from nps_simulator.sandbox.sandboxes import Sandboxes
from nps_simulator.server.listener import listening, serving
from nps_simulator.store.protocol import OrderRow
from nps_simulator.store.sqlite import SqliteStore

if sys.platform != "win32":
    import uvloop

SANDBOX = "benchmark"
LISTED = 3
FIRST = 2_000_000  # number of the first order put in bulk
AT_ONCE = 10_000
SCHEDULE = ("900310", "900205", "900425", "900101", "900555")


class Bulk:
    """A writer for rows that no sandbox has decided: it leaves the sandbox's state alone."""

    def __init__(self, store: SqliteStore, name: str) -> None:
        row = store.sandbox(name)
        if row is None:
            raise LookupError(name)
        self.key = row.key
        self._state = row.state

    def state_to_store(self) -> bytes:
        """The state as it was."""
        return self._state

    def lost(self, error: Exception) -> None:
        """Nothing that is lost here may pass."""
        raise error


def stock(database: Path, orders: int) -> str:
    """Make the database and return the number of the order to look at."""
    store = SqliteStore(str(database))
    sandbox = Sandboxes(store).open(
        SANDBOX,
        scenario=None,
        profile=Profile(name=SANDBOX, title="Many orders"),
        contractors=(Account(name="acme", password="secret"),),
    )
    for _ in range(LISTED + 1):
        sandbox.act(
            "raise_order",
            {
                "priority": "ROU",
                "description": "Bathroom: fan dead, skirting wet, plaster loose behind the basin",
                "comments": "The tenant works nights; please ring before you come.",
                "lines": [{"sor": sor, "quantity": "1.50"} for sor in SCHEDULE],
                "appointment": {"date": "2030-03-11", "slot": "AM"},
            },
        )
    number, *_, pattern = (order.works_order_number for order in sandbox.orders())
    confirm(sandbox, pattern)
    found = store.order(Bulk(store, SANDBOX).key, pattern)
    if found is None:
        raise LookupError(pattern)
    fill(store, found[0], pattern, orders - LISTED - 1)
    store.close()
    return number


def confirm(sandbox: Sandbox, number: str) -> None:
    """Read an order and confirm its receipt."""
    unseen = Http(start="", headers=[])
    receipt = ConfirmWorksOrderReceipt(
        works_order_number=number, received_at=sandbox.now(), external_reference="benchmark-receipt"
    )
    for request in (RequestWorksOrderDetails(works_order_number=number), receipt):
        called = sandbox.call("acme", request)
        sandbox.record(
            http_request=unseen,
            http_reply=unseen,
            operation=called.operation,
            contractor="acme",
            request=request,
            called=called,
        )


def fill(store: SqliteStore, document: bytes, number: str, orders: int) -> None:
    """Put confirmed orders into the store, all like the one given."""
    bulk = Bulk(store, SANDBOX)
    for index in range(orders):
        another = f"{FIRST + index}/1"
        row = OrderRow(
            number=another,
            contractor="acme",
            version=1,
            change_type="NEW",
            news=None,
            document=document.replace(number.encode(), another.encode()),
        )
        store.put_order(bulk, row)
        if index % AT_ONCE == AT_ONCE - 1:
            store.flush()
    store.flush()


async def serve(database: Path, port: int, engine: str, number: str) -> None:
    """Serve until the process is ended."""
    sandboxes = Sandboxes.on(str(database))
    app = (
        serving(sandboxes, port=port) if engine == "ours" else listening(Twin(sandboxes), port=port)
    )
    async with app:
        gc.freeze()  # for both alike
        print("ready", number, flush=True)
        await asyncio.Event().wait()


def main() -> None:
    """Stock a database in a folder of its own, and serve it."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--orders", type=int, default=100_000)
    arguments.add_argument("--engine", choices=("ours", "spyne"), default="ours")
    given = arguments.parse_args()
    run = asyncio.run if sys.platform == "win32" else uvloop.run
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "benchmark.db"
        number = stock(database, given.orders)
        run(serve(database, given.port, given.engine, number))


if __name__ == "__main__":
    main()
