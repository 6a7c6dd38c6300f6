"""Load for one address: wrk where it is installed, else a small asyncio loader.

Both keep 32 connections open and send the next request when the answer is there, so the rates are
comparable within one run only. `measure` raises `LoadError` when an answer is not HTTP 200: a
figure for errors is no figure.
"""

import asyncio
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

CONNECTIONS = 32


class LoadError(Exception):
    """Something other than HTTP 200 came back, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where to send what."""

    name: str
    url: str
    body: bytes
    authorisation: str = ""  # a whole header value

    def headers(self) -> dict[str, str]:
        """The headers a SOAP client sends."""
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
        return headers | ({"Authorization": self.authorisation} if self.authorisation else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Requests per second, and the time of an answer in milliseconds at 50 and 99 per cent."""

    rate: float
    p50: float
    p99: float


def measure(target: Target, seconds: int, core: int | None) -> Measured:
    """Load the target from the given core; wrk is preferred, it costs the least."""
    if shutil.which("wrk"):
        return _wrk(target, seconds, core)
    command = [sys.executable, __file__, target.url, str(seconds), target.authorisation]
    done = subprocess.run(
        pinned(command, core), input=target.body, stdout=subprocess.PIPE, check=False
    )
    if done.returncode:
        raise LoadError(f"{target.name}: the loader failed, see above")
    rate, p50, p99 = (float(figure) for figure in done.stdout.split())
    return Measured(rate=rate, p50=p50, p99=p99)


def pinned(command: list[str], core: int | None) -> list[str]:
    """The command on one core, where `taskset` can do that."""
    if core is None or not shutil.which("taskset"):
        return command
    return ["taskset", "-c", str(core), *command]


def _wrk(target: Target, seconds: int, core: int | None) -> Measured:
    lines = ['wrk.method = "POST"', f"wrk.body = {_lua(target.body.decode())}"]
    lines += [f"wrk.headers[ {_lua(n)} ] = {_lua(v)}" for n, v in target.headers().items()]
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "post.lua"
        script.write_text("\n".join(lines), encoding="utf-8")
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
        command += ["-s", str(script), target.url]
        done = subprocess.run(pinned(command, core), capture_output=True, text=True, check=False)
    said = done.stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if done.returncode or not rate or "Non-2xx" in said or "Socket errors" in said:
        raise LoadError(f"{target.name}: wrk says\n{said}{done.stderr}")
    return Measured(rate=float(rate[1]), p50=_milliseconds(said, 50), p99=_milliseconds(said, 99))


def _lua(text: str) -> str:
    return "[==[" + text + "]==]"


def _milliseconds(said: str, percent: int) -> float:
    found = re.search(rf"^\s+{percent}%\s+([\d.]+)(us|ms|s)$", said, re.MULTILINE)
    if not found:
        raise LoadError(f"wrk gave no {percent} per cent line:\n{said}")
    return float(found[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found[2]]


async def _connection(url: str, message: bytes, until: float, times: list[float]) -> None:
    parts = urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    while (begun := time.perf_counter()) < until:
        writer.write(message)
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head[:16]:
            raise LoadError(head.decode("latin-1"))
        length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
        if not length:
            raise LoadError("an answer without Content-Length")
        await reader.readexactly(int(length[1]))
        times.append(time.perf_counter() - begun)
    writer.close()


async def _load(url: str, seconds: int, authorisation: str, body: bytes) -> list[float]:
    target = Target(name="", url=url, body=body, authorisation=authorisation)
    parts = urlsplit(url)
    head = [f"POST {parts.path or '/'} HTTP/1.1", f"Host: {parts.netloc}"]
    head += [f"{name}: {value}" for name, value in target.headers().items()]
    head += [f"Content-Length: {len(body)}", "", ""]
    message = "\r\n".join(head).encode() + body
    times: list[float] = []
    until = time.perf_counter() + seconds
    async with asyncio.TaskGroup() as group:
        for _ in range(CONNECTIONS):
            group.create_task(_connection(url, message, until, times))
    return sorted(times)


def main() -> None:
    """Run as a program of its own, so that it can be pinned: URL, seconds, authorisation."""
    url, seconds, authorisation = sys.argv[1:4]
    times = asyncio.run(_load(url, int(seconds), authorisation, sys.stdin.buffer.read()))
    middle, late = times[len(times) // 2], times[len(times) * 99 // 100]
    sys.stdout.write(f"{len(times) / int(seconds)} {middle * 1000} {late * 1000}\n")


if __name__ == "__main__":
    main()
