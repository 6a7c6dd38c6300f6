"""A soak: contractors work while a landlord acts, faults happen, and the server is killed.

    python load/benchmarks/soak.py --exchanges 1000000 [--kills 20] [--seed 1] [--folder DIR]

A simulator with its database in a file serves contractors that do whole orders; the landlord
raises, holds, releases and cancels orders and arms faults; now and then the server is killed
(`kill -9`) or restarted. At the end the hash chain holds, the ledger balances, and no exchange that
was answered is missing: exit code 0, else 1 with what was found. `--kills 0` is for looking at
memory: the server's resident memory is told as it goes. A short one is among the tests.
"""

import argparse
import random
import sys
import tempfile
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any
from urllib.parse import urlsplit

from soak_check import Soaked

from nps_load.contractor import Conduct, VirtualContractor
from nps_load.envelopes import Envelopes
from nps_load.feeding import WORK
from nps_load.record import Record, RecordFile, Timeline, read_record
from nps_load.replies import Replies, Reply, lost
from nps_load.simulator import SANDBOX, Control, Simulator, lasting_ports, own_logins
from nps_load.targets import Login, basic
from nps_scenarios.problems import SetUpError
from nps_simulator.clock import uk_now
from nps_simulator.dice import Dice
from nps_simulator.messages.catalogue import OPERATIONS

PATIENCE = 60
DATABASE = "soak.sqlite"
FAULTS = ("lose-request", "lose-reply", "truncate", "garbage", "reset", "http-503", "soap-fault")
DOWN = (OSError, HTTPException, ValueError)  # what a client sees of a server that is being killed


def memory(simulator: Simulator) -> float:
    """Its resident memory in MB (Linux; else nought)."""
    try:
        told = Path(f"/proc/{simulator.process.pid}/statm").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return int(told.split()[1]) * 4096 / 1e6


class Line:
    """One contractor's connection, made again when it breaks."""

    def __init__(self, url: str, login: Login, soak: "Soak") -> None:
        self._parts = urlsplit(url)
        self._headers = {
            "Content-Type": "text/xml; charset=utf-8",
            "Authorization": basic(login),
        }
        self._soak = soak
        self._connection: HTTPConnection | None = None

    def call(self, row: str, request: object) -> Reply:
        """Send a request; a broken connection is an unclear reply."""
        del row
        soak = self._soak
        headers = {**self._headers, "SOAPAction": soak.envelopes.action(request)}
        try:
            if self._connection is None:
                host, port = self._parts.hostname or "", self._parts.port
                self._connection = HTTPConnection(host, port, timeout=PATIENCE)
            body = soak.envelopes.of(request)
            self._connection.request("POST", self._parts.path, body, headers)
            response = self._connection.getresponse()
            reply = soak.replies.check(response.status, response.read())
        except DOWN as error:
            if self._connection is not None:
                self._connection.close()
            self._connection = None
            time.sleep(0.02)
            return lost(error)
        soak.count()
        return reply


class Soak:
    """What all threads share."""

    def __init__(self, given: argparse.Namespace, folder: Path) -> None:
        self.given = given
        self.folder = folder
        self.logins = own_logins(given.contractors)
        options = ["--journal", given.journal, "--journal-limit", str(given.journal_limit)]
        self.server = Simulator(
            folder / DATABASE,
            self.logins,
            log=folder / "serve.log",
            options=options,
            ports=lasting_ports(),
        )
        self.server.start()
        self.envelopes, self.replies = Envelopes(), Replies()
        self.stop = Event()
        self.exchanges = 0
        self._lock = Lock()
        self._timeline = Timeline()

    def count(self) -> None:
        """One more exchange was answered."""
        with self._lock:
            self.exchanges += 1

    def work(self, index: int) -> None:
        """One contractor, until the end."""
        login = self.logins[index]
        dice = Dice(self.given.seed * 1009 + index)
        url = self.server.endpoint
        with RecordFile(self.folder, login.username) as record:
            desk = VirtualContractor(
                name=login.username,
                stamp=f"soak-{index}",
                line=Line(url, login, self),
                replies=Replies(),
                record=record,
                conduct=Conduct(works=True, batch=5, resends=0.2, varies=0.2, no_access=0.2),
                chance=dice.stream("resends"),
                now=self._timeline.now,
                today=uk_now,
            )
            while not self.stop.is_set():
                desk.poll(due=0.0, lag=0.0)

    def act(self) -> None:
        """The landlord, until the end."""
        chance = random.Random(self.given.seed)
        control: Control | None = None
        raised: list[str] = []
        while not self.stop.wait(0.005):
            try:
                control = control or self.server.control()
                self._act_once(control, chance, raised)
            except SetUpError:
                continue  # as things stand that cannot be done, and nothing has happened
            except DOWN:
                control = None
                time.sleep(0.05)

    def _act_once(self, control: Control, chance: random.Random, raised: list[str]) -> None:
        path = f"/sandboxes/{SANDBOX}"
        luck = chance.random()
        if luck < 0.03:
            fault: dict[str, Any] = {"on": chance.choice(sorted(OPERATIONS)), "count": 1}
            control.ask("POST", f"{path}/faults", {**fault, "kind": chance.choice(FAULTS)})
        elif luck < 0.2 and raised:
            name = chance.choice(("hold_order", "release_order", "release_order", "cancel_order"))
            recent = chance.choice(raised[-20:])
            control.ask("POST", f"{path}/actions/{name}", {"order": recent})
        else:
            contractor = chance.choice(self.logins).username
            order = {**chance.choice(WORK), "contractor": contractor}
            raised += control.ask("POST", f"{path}/orders", order)["orders"]
            del raised[:-100]

    def run(self) -> int:
        """All of it; the exit code."""
        threads = [Thread(target=self.work, args=(each,)) for each in range(len(self.logins))]
        threads.append(Thread(target=self.act))
        for thread in threads:
            thread.start()
        try:
            self._watch()
        finally:
            self.stop.set()
            for thread in threads:
                thread.join(PATIENCE)
            self.server.end()
        return conclude(self.folder)

    def _watch(self) -> None:
        """Kill and restart at exchanges drawn beforehand; tell how it goes."""
        chance = random.Random(self.given.seed + 1)
        total = self.given.exchanges
        ends = sorted(chance.randrange(1, total) for _ in range(self.given.kills))
        next_word = 0
        while self.exchanges < total:
            if self.stop.wait(0.01):
                return
            if self.server.process.poll() is not None:
                raise SystemExit("The server ended by itself.")
            if self.exchanges >= next_word:
                print(
                    f"{self.exchanges:,} exchanges, server at {memory(self.server):.1f} MB",
                    flush=True,
                )
                next_word += max(total // 10, 1)
            if ends and self.exchanges >= ends[0]:
                ends.pop(0)
                self.server.end(kill=chance.random() < 0.7)
                self.server.start()


def conclude(folder: Path) -> int:
    """Look at what a run left; the exit code."""
    soaked = Soaked(folder / DATABASE)
    soaked.check(Record.of(read_record(folder)))
    print(
        f"{soaked.exchanges:,} exchanges and {soaked.entries:,} entries in the journal, "
        f"{soaked.orders:,} orders, {soaked.invoices:,} invoices."
    )
    for problem in soaked.problems:
        print(f"PROBLEM: {problem}")
    if not soaked.problems:
        print("The chain holds, the ledger balances, and nothing is missing.")
    return 1 if soaked.problems else 0


def main() -> int:
    """Read the command line, soak, check."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--exchanges", type=int, default=100_000)
    arguments.add_argument("--contractors", type=int, default=4)
    arguments.add_argument("--kills", type=int, default=10)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--journal", choices=("full", "compact"), default="full")
    arguments.add_argument("--journal-limit", type=int, default=0, metavar="MB")
    arguments.add_argument("--folder", type=Path, help="kept afterwards (default: a temporary one)")
    arguments.add_argument("--check", type=Path, metavar="DIR", help="check what a run kept, again")
    given = arguments.parse_args()
    if given.check:
        return conclude(given.check)
    if given.folder:
        given.folder.mkdir(parents=True, exist_ok=True)
        return Soak(given, given.folder).run()
    with tempfile.TemporaryDirectory(prefix="nps-soak-") as folder:
        return Soak(given, Path(folder)).run()


if __name__ == "__main__":
    sys.exit(main())
