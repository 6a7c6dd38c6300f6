"""One command for the figures of README.md: our server beside the prototype, in one run.

    python load/benchmarks/poll.py [--rounds 5] [--seconds 4] [--most 1000000] [--without-spyne]

All servers run at once, pinned to one core; only one is loaded at a time, from another core, in
interleaved rounds, so that whatever else the machine does falls on all of them alike. Absolute
figures drift from machine to machine and hour to hour; the ratios are what counts. Each ratio is
taken round by round; printed are the median and the extremes.
"""

import argparse
import base64
import os
import platform
import socket
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from loader import Measured, Target, measure, pinned

from nps_simulator.endpoints.soap.codec import Codec
from nps_simulator.messages.request_works_order_details import RequestWorksOrderDetails
from nps_simulator.messages.request_works_orders import RequestWorksOrders
from nps_wsdl.contract import load_contract

HERE = Path(__file__).resolve().parent
ORDERS = 100_000
BASIC = "Basic " + base64.b64encode(b"acme:secret").decode()
CODEC = Codec(load_contract())
POLL = CODEC.encode_request(RequestWorksOrders())


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """One figure over another, and what it should at least be."""

    title: str
    over: str
    under: str
    goal: float | None = None


RATIOS = (
    Ratio(title="AP1, ours / prototype", over="ours AP1", under="prototype AP1", goal=0.35),
    Ratio(title="AP2 / AP1, ours", over="ours AP2", under="ours AP1", goal=0.5),
    Ratio(title="AP2, ours / prototype", over="ours AP2", under="prototype AP2"),
    Ratio(title="AP1, most / 1,000 orders stored", over="ours AP1 most", under="ours AP1 few"),
    Ratio(title="AP1, ours / spyne twin", over="ours AP1", under="spyne AP1"),
)


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(script: str, core: int | None, *arguments: str) -> Iterator[tuple[int, str]]:
    """A server as a process of its own, on its core; gives its port and what it said."""
    port = free_port()
    command = [sys.executable, str(HERE / script), "--port", str(port), *arguments]
    with subprocess.Popen(pinned(command, core), stdout=subprocess.PIPE, text=True) as process:
        try:
            said = process.stdout.readline() if process.stdout else ""
            if not said.startswith("ready"):
                raise SystemExit(f"{script} {' '.join(arguments)} did not start, see above")
            yield port, said.removeprefix("ready").strip()
        finally:
            process.terminate()


def ask(target: Target) -> bytes:
    """Send one request and return the reply; raises for anything but HTTP 200."""
    request = urllib.request.Request(target.url, target.body, target.headers())
    with urllib.request.urlopen(request) as reply:
        return bytes(reply.read())


def start(stack: ExitStack, given: argparse.Namespace) -> list[Target]:
    """Start every server and return what to load, in the order of a round."""

    def ours(name: str, orders: int, *more: str) -> tuple[Target, Target]:
        print(f"starting: {name}, {orders:,} orders", file=sys.stderr, flush=True)
        arguments = ("--orders", str(orders), *more)
        port, number = stack.enter_context(running("served.py", given.server_core, *arguments))
        url = f"http://127.0.0.1:{port}/s/benchmark/"
        details = CODEC.encode_request(RequestWorksOrderDetails(works_order_number=number))
        poll = Target(name=f"{name} AP1", url=url, body=POLL, authorisation=BASIC)
        return poll, Target(name=f"{name} AP2", url=url, body=details, authorisation=BASIC)

    poll, details = ours("ours", ORDERS)
    reply = ask(details)
    print(f"an AP2 reply has {len(reply):,} bytes", file=sys.stderr, flush=True)
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
    (folder / "reply.xml").write_bytes(reply)
    arguments = ("--orders", str(ORDERS), "--details", str(folder / "reply.xml"))
    port, _ = stack.enter_context(running("prototype.py", given.server_core, *arguments))
    url = f"http://127.0.0.1:{port}/"
    targets = [
        Target(name="prototype AP1", url=url, body=POLL),
        poll,
        details,
        Target(name="prototype AP2", url=url, body=details.body),
    ]
    for name, orders in (("few", 1000), ("most", given.most)):
        one = ours(f"ours {name}", orders)[0]
        targets.append(Target(name=f"ours AP1 {name}", url=one.url, body=POLL, authorisation=BASIC))
    if not given.without_spyne:
        targets.append(ours("spyne", ORDERS, "--engine", "spyne")[0])
    for target in targets:
        ask(target)
    return targets


def report(figures: dict[str, list[Measured]], given: argparse.Namespace) -> None:
    """Print the tables, in Markdown, as README.md keeps them."""
    print(f"\nPython {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()};")
    print(f"{given.rounds} rounds of {given.seconds} s; most = {given.most:,} orders\n")
    print("| | requests/s | lowest to highest | p50 ms | p99 ms |\n|---|---|---|---|---|")
    for name, measured in figures.items():
        rates = [one.rate for one in measured]
        p50, p99 = median(one.p50 for one in measured), median(one.p99 for one in measured)
        spread = f"{min(rates):,.0f} to {max(rates):,.0f}"
        print(f"| {name} | {median(rates):,.0f} | {spread} | {p50:.2f} | {p99:.2f} |")
    print("\n| ratio | median | lowest to highest | asked for |\n|---|---|---|---|")
    for ratio in RATIOS:
        pairs = zip(figures.get(ratio.over, ()), figures.get(ratio.under, ()), strict=False)
        each = [over.rate / under.rate for over, under in pairs]
        if each:
            asked = "" if ratio.goal is None else f"{ratio.goal}"
            spread = f"{min(each):.2f} to {max(each):.2f}"
            print(f"| {ratio.title} | {median(each):.2f} | {spread} | {asked} |")


def main() -> None:
    """Start, warm up, measure in rounds, report."""
    several = (os.cpu_count() or 1) > 1
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--seconds", type=int, default=4)
    arguments.add_argument("--most", type=int, default=1_000_000, help="orders stored at most")
    arguments.add_argument("--without-spyne", action="store_true")
    arguments.add_argument("--server-core", type=int, default=0 if several else None)
    arguments.add_argument("--load-core", type=int, default=1 if several else None)
    given = arguments.parse_args()
    with ExitStack() as stack:
        targets = start(stack, given)
        figures: dict[str, list[Measured]] = {target.name: [] for target in targets}
        for target in targets:
            measure(target, 1, given.load_core)
        for number in range(given.rounds):
            print(f"round {number + 1} of {given.rounds}", file=sys.stderr, flush=True)
            for target in targets:
                figures[target.name].append(measure(target, given.seconds, given.load_core))
        report(figures, given)


if __name__ == "__main__":
    main()
