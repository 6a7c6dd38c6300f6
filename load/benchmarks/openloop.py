"""Load that does not wait: requests at moments fixed beforehand, over 32 connections.

A request that finds all connections busy waits its turn, and its time counts from when it was
due. So a pause of the server is seen by all who would have asked meanwhile, and not by 32 alone.
When the generator itself was late (99 per cent of its own lateness above a millisecond), it says
so: then the figure is the generator's and not the server's.
"""

import asyncio
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from loader import CONNECTIONS, LoadError, Target, messages, pinned

if sys.platform != "win32":
    import uvloop

LATE = 0.001
PATIENCE = 10  # seconds for the answers that are still due at the end


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """What came of it: requests per second, milliseconds from when each was due, and how late the
    generator itself was at 99 per cent, in milliseconds.
    """

    rate: float
    p50: float
    p99: float
    lag: float

    @property
    def generator(self) -> bool:
        """Whether the generator was the limit."""
        return self.lag > LATE * 1000


def measure_open(target: Target, rate: float, seconds: int, core: int | None) -> Open:
    """Load the target at that rate, from that core. Raises LoadError."""
    command = [sys.executable, __file__, target.url, str(rate), str(seconds), target.authorisation]
    done = subprocess.run(
        pinned(command, core), input=target.body, stdout=subprocess.PIPE, check=False
    )
    if done.returncode:
        raise LoadError(f"{target.name}: the open loop failed, see above")
    figures = [float(figure) for figure in done.stdout.split()]
    return Open(rate=figures[0], p50=figures[1], p99=figures[2], lag=figures[3])


class Line(asyncio.Protocol):
    """One connection: a request at a time."""

    def __init__(self, clerk: "Clerk") -> None:
        self._clerk = clerk
        self._due = 0.0
        self._got = bytearray()
        self.transport: asyncio.WriteTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Be free."""
        self.transport = cast("asyncio.WriteTransport", transport)
        self._clerk.free.append(self)

    def send(self, due: float, message: bytes) -> None:
        """Send a request."""
        self._due = due
        self.transport.write(message)

    def data_received(self, data: bytes) -> None:
        """Be free again when the answer is whole."""
        self._got += data
        end = self._got.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self._got[:end]).lower()
        if b" 200 " not in head[:16]:
            self._clerk.fail(head.decode("latin-1"))
            return
        length = int(head.partition(b"content-length:")[2].split(b"\r\n")[0])
        if len(self._got) < end + 4 + length:
            return
        self._got.clear()
        self._clerk.answered(self, self._due)


class Clerk:
    """Sends what is due, on whatever connection is free."""

    def __init__(self, sent: Iterator[bytes]) -> None:
        self.free: deque[Line] = deque()
        self.failed = ""
        self._over = asyncio.Event()
        self._total = 0
        self.times: list[float] = []
        self.lags: list[float] = []
        self._waiting: deque[float] = deque()
        self._sent = sent

    def due(self, at: float) -> None:
        """A request is due: send it, or let it wait."""
        self.lags.append(time.perf_counter() - at)
        if self.free:
            self.free.popleft().send(at, next(self._sent))
        else:
            self._waiting.append(at)

    async def all_answered(self, total: int) -> None:
        """Wait for so many answers, or a failure."""
        self._total = total
        if len(self.times) < total and not self.failed:
            await self._over.wait()

    def fail(self, why: str) -> None:
        """Something other than HTTP 200 came."""
        self.failed = why
        self._over.set()

    def answered(self, line: Line, due: float) -> None:
        """Count, and send what waits."""
        self.times.append(time.perf_counter() - due)
        if len(self.times) == self._total:
            self._over.set()
        if self._waiting:
            line.send(self._waiting.popleft(), next(self._sent))
        else:
            self.free.append(line)


async def _load(target: Target, rate: float, seconds: int) -> Clerk:
    clerk = Clerk(messages(target))
    parts = urlsplit(target.url)
    loop = asyncio.get_running_loop()
    for _ in range(CONNECTIONS):
        await loop.create_connection(lambda: Line(clerk), parts.hostname, parts.port)
    begun = time.perf_counter()
    total, number = int(rate * seconds), 0
    while number < total and not clerk.failed:
        now = time.perf_counter()
        while number < total and begun + number / rate <= now:
            clerk.due(begun + number / rate)
            number += 1
        # Timers are a millisecond coarse; turning until it is time costs only this core.
        await asyncio.sleep(0)
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            await clerk.all_answered(total)
    if clerk.failed or len(clerk.times) < total:
        raise LoadError(clerk.failed or f"{total - len(clerk.times)} answers never came")
    return clerk


def main() -> None:
    """Run as a program of its own, so that it can be pinned."""
    url, rate, seconds, authorisation = sys.argv[1:5]
    body = sys.stdin.buffer.read()
    target = Target(name="", url=url, body=body, authorisation=authorisation)
    run = asyncio.run if sys.platform == "win32" else uvloop.run
    clerk = run(_load(target, float(rate), int(seconds)))
    times, lags = sorted(clerk.times), sorted(clerk.lags)
    middle, late = times[len(times) // 2], times[len(times) * 99 // 100]
    lag = lags[len(lags) * 99 // 100]
    sys.stdout.write(f"{len(times) / int(seconds)} {middle * 1e3} {late * 1e3} {lag * 1e3}\n")


if __name__ == "__main__":
    main()
