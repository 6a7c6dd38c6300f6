"""One command for the figures of RESULTS.md: our server beside its peers, in one run.

    python load/benchmarks/poll.py [--rounds 5] [--seconds 4] [--most 1000000] [--only NAME ...]

All servers run at once, pinned to one core; only one is loaded at a time, from another core, in
interleaved rounds, so that whatever else the machine does falls on all of them alike. Absolute
figures drift from machine to machine and hour to hour; the ratios are what counts. A peer that is
not installed is named and left out.
"""

import argparse
import base64
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from loader import ENDLESS, Measured, Target, ask, free_port, measure, pinned, warm_up
from openloop import Open, measure_open
from peers import PEERS, Absent, Place
from served import FIRST
from tables import RATIOS, latencies, machine, rates, ratios

from nps_simulator.clock import machine_now, uk_now
from nps_simulator.endpoints.soap.codec import Codec
from nps_simulator.messages.complete_works_order import CompleteWorksOrder
from nps_simulator.messages.request_works_order_details import RequestWorksOrderDetails
from nps_simulator.messages.request_works_orders import RequestWorksOrders
from nps_wsdl.contract import load_contract

HERE = Path(__file__).resolve().parent
ORDERS = 100_000
SHARE = 0.53  # of its own closed-loop rate: 8,000/s where 15,000/s is the goal
BASIC = "Basic " + base64.b64encode(b"acme:secret").decode()
CODEC = Codec(load_contract())
POLL = CODEC.encode_request(RequestWorksOrders())
UNSEEN = b"<!-- {n} --><soap:Body>"


@contextmanager
def running(
    script: str, core: int | None, folder: Path, *arguments: str
) -> Iterator[tuple[str, int, str]]:
    """A server of ours as a process, on its core; gives its address, process and what it said.

    Its database is made in `folder`: a server that is ended does not take it away.
    """
    port = free_port()
    command = pinned([sys.executable, str(HERE / script), "--port", str(port), *arguments], core)
    place = os.environ | {"TMPDIR": str(folder)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=place) as process:
        try:
            said = process.stdout.readline() if process.stdout else ""
            if not said.startswith("ready"):
                raise SystemExit(f"{script} {' '.join(arguments)} did not start, see above")
            address = f"http://127.0.0.1:{port}/"
            yield address, process.pid, said.removeprefix("ready").strip()
        finally:
            process.terminate()


def say(text: str) -> None:
    """Progress, beside the tables."""
    print(text, file=sys.stderr, flush=True)


class Bench:
    """Everything that is started, and what to load."""

    def __init__(self, stack: ExitStack, given: argparse.Namespace) -> None:
        self._stack = stack
        self._given = given
        self._folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        self.targets: list[Target] = []
        self.absent: list[str] = []

    def _wanted(self, *names: str) -> bool:
        only = self._given.only
        return not only or any(name in only for name in names)

    def _ours(self, orders: int, *more: str) -> tuple[str, int, str]:
        say(f"starting: ours {' '.join(more)}, {orders:,} orders")
        arguments = ("--orders", str(orders), *more)
        served = running("served.py", self._given.server_core, self._folder, *arguments)
        address, process, number = self._stack.enter_context(served)
        return f"{address}s/benchmark/", process, number

    def _add(
        self,
        name: str,
        url: str,
        process: int,
        body: bytes = POLL,
        *,
        numbers: int = ENDLESS,
    ) -> Target:
        target = Target(
            name=name,
            url=url,
            body=body,
            authorisation=BASIC,
            process=process,
            numbers=numbers,
        )
        if self._wanted(name.partition(" ")[0], name):
            self.targets.append(target)
        return target

    def start(self) -> None:
        """Start every server, in the order of a round."""
        url, process, number = self._ours(ORDERS)
        poll = self._add("ours AP1", url, process)
        details = CODEC.encode_request(RequestWorksOrderDetails(works_order_number=number))
        read = self._add("ours AP2", url, process, details)
        # What was not asked before in these bytes, and orders that were not read before.
        self._add("ours AP1 unseen", url, process, POLL.replace(b"<soap:Body>", UNSEEN))
        another = CODEC.encode_request(RequestWorksOrderDetails(works_order_number="{n}/1"))
        self._add("ours AP2 unseen", url, process, another, numbers=ORDERS // 10)
        completion = CompleteWorksOrder(
            works_order_number="{n}/1", completed_at=uk_now(), external_reference="done-{n}"
        )
        self._add("ours AP5", url, process, CODEC.encode_request(completion))
        reply = ask(read)
        say(f"an AP2 reply has {len(reply):,} bytes, an AP1 reply {len(ask(poll)):,}")
        if self._wanted("prototype"):
            self._prototype(reply, details)
        self._many()
        if self._wanted("spyne"):
            self._add("spyne AP1", *self._ours(ORDERS, "--engine", "spyne")[:2])
        for name in PEERS:
            if self._wanted(name):
                self._peer(name, ask(poll).decode())

    def _prototype(self, reply: bytes, details: bytes) -> None:
        (self._folder / "reply.xml").write_bytes(reply)
        arguments = ("--orders", str(ORDERS), "--details", str(self._folder / "reply.xml"))
        prototype = running("prototype.py", self._given.server_core, self._folder, *arguments)
        url, process, _ = self._stack.enter_context(prototype)
        self._add("prototype AP1", url, process)
        self._add("prototype AP2", url, process, details)

    def _many(self) -> None:
        for name, orders in (("few", 1000), ("most", self._given.most)):
            if orders and self._wanted(name):
                url, process, _ = self._ours(orders)
                self.targets.append(
                    Target(
                        name=f"ours AP1 {name}",
                        url=url,
                        body=POLL,
                        authorisation=BASIC,
                        process=process,
                    )
                )

    def _peer(self, name: str, reply: str) -> None:
        say(f"starting: {name}")
        folder = self._folder / name.replace(" ", "-")
        folder.mkdir()
        place = Place(folder=folder, core=self._given.server_core, poll=POLL, reply=reply)
        try:
            found = PEERS[name](self._stack, place)
        except Absent as absent:
            self.absent.append(f"{name}: {absent}")
            say(f"left out: {name}: {absent}")
            return
        self.targets.append(replace(found, name=name, authorisation=BASIC))


def report(
    figures: dict[str, list[Measured]],
    opened: dict[str, list[Open]],
    given: argparse.Namespace,
    absent: list[str],
) -> None:
    """Print everything that RESULTS.md keeps."""
    print(f"\n{machine_now():%d %B %Y}, {machine()}; load average {os.getloadavg()[0]:.1f};")
    print(f"{given.rounds} rounds of {given.seconds} s; most = {given.most:,} orders\n")
    for line in absent:
        print(f"Left out: {line}\n")
    tables = (ratios(figures), rates(figures), latencies(figures, opened))
    print("\n\n".join("\n".join(table) for table in tables))


def rounds(bench: Bench, given: argparse.Namespace) -> None:
    """Warm up, measure in rounds, report."""
    figures: dict[str, list[Measured]] = {target.name: [] for target in bench.targets}
    opened: dict[str, list[Open]] = {
        name: [] for name in ("ours AP1", "prototype AP1") if name in figures
    }
    block = (ORDERS - 10) // (given.rounds + 1)
    for target in bench.targets:
        say(f"warming up: {target.name}")
        warm_up(target, given.load_core, FIRST)
    for number in range(1, given.rounds + 1):
        say(f"round {number} of {given.rounds}")
        for target in bench.targets:
            first = FIRST + number * block
            figures[target.name].append(measure(target, given.seconds, given.load_core, first))
        for target in bench.targets:
            if target.name in opened:
                rate = figures["ours AP1"][-1].rate * SHARE
                opened[target.name].append(
                    measure_open(target, rate, given.seconds, given.load_core)
                )
    report(figures, opened, given, bench.absent)


def main() -> None:
    """Start, measure, end."""
    several = (os.cpu_count() or 1) > 1
    names = sorted({each.split()[0] for ratio in RATIOS for each in (ratio.over, ratio.under)})
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--seconds", type=int, default=4)
    arguments.add_argument("--most", type=int, default=1_000_000, help="orders stored at most")
    arguments.add_argument("--only", nargs="*", metavar="NAME", help=f"{', '.join(names)}, few ...")
    arguments.add_argument("--server-core", type=int, default=0 if several else None)
    arguments.add_argument("--load-core", type=int, default=1 if several else None)
    given = arguments.parse_args()
    with ExitStack() as stack:
        bench = Bench(stack, given)
        bench.start()
        rounds(bench, given)


if __name__ == "__main__":
    main()
