"""How long `nps serve` takes to start, and a Python that does nothing, in interleaved rounds.

    python load/benchmarks/startup.py [--rounds 7] [--beside FOLDER]

From the start of the process to the first answer to a poll, and to the first of the control API;
then how long the first invalid message waits, sent after a pause as long as that, and one more.
`--beside` takes another checkout of this repository, so that before and after run in the same
rounds; both use the packages of this Python. What Python compiles is kept in a folder of this run,
as it is kept after an installation.
"""

import argparse
import base64
import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from loader import free_port, processor_seconds
from tables import machine

from nps_simulator.clock import machine_now
from nps_simulator.endpoints.soap.codec import Codec
from nps_simulator.messages.request_works_orders import RequestWorksOrders
from nps_wsdl.contract import load_contract

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ("wsdl", "scenarios", "simulator", "conformance", "reports", "load")
# What the installed command consists of.
SERVE = ("-c", "import sys; from nps_conformance.command import main; sys.exit(main())", "serve")
BASIC = "Basic " + base64.b64encode(b"acme:acme-secret").decode()
POLL = Codec(load_contract()).encode_request(RequestWorksOrders())
INVALID = POLL.replace(b"</", b"<Colour>red</Colour></", 1)
LOOK = 0.002  # seconds between two attempts
PATIENCE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Started:
    """Seconds from the start of the process, and what it had used of the processor by then."""

    poll: float
    control: float
    used: float
    refused: float  # how long the first invalid message waited
    again: float  # and the one after it


def ask(port: int, method: str, path: str, body: bytes | None = None) -> int:
    """Ask once; the status."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        headers = {"Authorization": BASIC, "Content-Type": "text/xml", "SOAPAction": '""'}
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    finally:
        connection.close()


def poll(port: int) -> int:
    """Ask for works orders."""
    return ask(port, "POST", "/s/free-play/", POLL)


def invalid(port: int) -> float:
    """Send an invalid message; the seconds until its fault."""
    began = time.perf_counter()
    status = ask(port, "POST", "/s/free-play/", INVALID)
    if status != 500:
        raise SystemExit(f"an invalid message was answered {status}, not with a fault")
    return time.perf_counter() - began


def until(done: Callable[[], int], began: float, process: "subprocess.Popen[bytes]") -> float:
    """Seconds from the start until it answers 200."""
    while time.perf_counter() - began < PATIENCE:
        if process.poll() is not None:
            raise SystemExit(f"nps serve ended with {process.returncode}")
        try:
            if done() == 200:
                return time.perf_counter() - began
        except OSError:
            time.sleep(LOOK)
    raise SystemExit(f"nps serve did not answer within {PATIENCE} s")


def start(environment: Mapping[str, str]) -> Started:
    """Start it once, and end it."""
    port, control = free_port(), free_port()
    command = [sys.executable, *SERVE, "--port", str(port), "--control-port", str(control)]
    began = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            polled = until(lambda: poll(port), began, process)
            controlled = until(lambda: ask(control, "GET", "/health"), began, process)
            used = processor_seconds(process.pid)
            time.sleep(polled)
            refused = invalid(port)
            return Started(
                poll=polled, control=controlled, used=used, refused=refused, again=invalid(port)
            )
        finally:
            process.terminate()


def nothing(environment: Mapping[str, str]) -> float:
    """Seconds that a Python takes that does nothing."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", "pass"], env=environment, check=True)
    return time.perf_counter() - began


def environment(checkout: Path, compiled: str) -> dict[str, str]:
    """Variables under which the packages of a checkout are imported."""
    kept = {name: each for name, each in os.environ.items() if not name.startswith("PYTHON")}
    path = os.pathsep.join(str(checkout / source) for source in SOURCES)
    return {**kept, "PYTHONPATH": path, "PYTHONPYCACHEPREFIX": compiled}


def table(figures: Mapping[str, Sequence[Started]], idle: Sequence[float]) -> Iterable[str]:
    """The medians, in milliseconds, and how often a Python could have started meanwhile."""
    yield "| | first poll | lowest to highest | control API | processor | times an idle Python |"
    yield "|---|---|---|---|---|---|"
    for name, rounds in figures.items():
        polls = [each.poll for each in rounds]
        times = median(each / pause for each, pause in zip(polls, idle, strict=True))
        cells = [
            name,
            _ms(median(polls)),
            f"{_ms(min(polls))} to {_ms(max(polls))}",
            _ms(median(each.control for each in rounds)),
            _ms(median(each.used for each in rounds)),
            f"{times:.0f}",
        ]
        yield f"| {' | '.join(cells)} |"
    yield f"| idle Python | {_ms(median(idle))} | {_ms(min(idle))} to {_ms(max(idle))} | | | 1 |"
    yield ""
    yield "| | first invalid message | lowest to highest | the next |"
    yield "|---|---|---|---|"
    for name, rounds in figures.items():
        refused = [each.refused for each in rounds]
        again = _ms(median(each.again for each in rounds))
        spread = f"{_ms(min(refused))} to {_ms(max(refused))}"
        yield f"| {name} | {_ms(median(refused))} | {spread} | {again} |"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:,.0f}"


def main() -> None:
    """Start each in turn, and print the table that RESULTS.md keeps."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--beside", type=Path, metavar="FOLDER", help="another checkout")
    given = arguments.parse_args()
    checkouts = {"before": given.beside} if given.beside else {}
    checkouts["nps serve"] = ROOT
    figures: dict[str, list[Started]] = {name: [] for name in checkouts}
    idle: list[float] = []
    with tempfile.TemporaryDirectory() as compiled:
        for checkout in checkouts.values():
            start(environment(checkout, compiled))
        for number in range(1, given.rounds + 1):
            print(f"round {number} of {given.rounds}", file=sys.stderr, flush=True)
            for name, checkout in checkouts.items():
                figures[name].append(start(environment(checkout, compiled)))
            idle.append(nothing(environment(ROOT, compiled)))
    print(f"\n{machine_now():%d %B %Y}, {machine()}; load average {os.getloadavg()[0]:.1f};")
    print(f"{given.rounds} rounds; milliseconds\n")
    print("\n".join(table(figures, idle)))


if __name__ == "__main__":
    main()
