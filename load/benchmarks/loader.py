"""Load for one address: wrk where it is installed, else a small asyncio loader.

Both keep 32 connections open and send the next request when the answer is there, so the rates are
comparable within one run only. `measure` raises `LoadError` when an answer is not HTTP 200 or is a
refusal: a figure for errors is no figure. For a schedule that does not wait, see `openloop.py`.
"""

import asyncio
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

CONNECTIONS = 32
MOST_WARMING = 5
NUMBER = b"{n}"
ENDLESS = 1 << 40
REFUSED = b"SuccessFlag>N<"
# For wrk: a number in each body, and a word when an answer was a refusal.
_COUNTING = """
local pattern, threads = wrk.body, {}
refused = 0
function setup(thread) table.insert(threads, thread) end
function request()
  number = first + (number + 1 - first) % numbers
  return wrk.format(nil, nil, nil, (pattern:gsub("{n}", string.format("%d", number))))
end
function response(_, _, body)
  if body:find("SuccessFlag>N<", 1, true) then refused = refused + 1 end
end
function done()
  for _, thread in ipairs(threads) do
    if thread:get("refused") > 0 then print("REFUSED " .. thread:get("refused")) end
  end
end
"""


class LoadError(Exception):
    """Something other than HTTP 200 came back, or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where to send what. `{n}` in the body becomes another number in each request; after `numbers`
    of them they begin anew. `warm` is how many seconds it is loaded before it counts, and again as
    long as that makes it faster.
    """

    name: str
    url: str
    body: bytes
    authorisation: str = ""  # a whole header value
    warm: int = 1
    numbers: int = ENDLESS
    process: int = 0  # of the server, so that its processor time can be asked for

    def headers(self) -> dict[str, str]:
        """The headers a SOAP client sends."""
        headers = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
        return headers | ({"Authorization": self.authorisation} if self.authorisation else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Requests per second, the time of an answer in milliseconds at 50 and 99 per cent, and the
    processor time of the server for each, in microseconds (nought where that is not known).
    """

    rate: float
    p50: float
    p99: float
    cost: float = 0.0


def measure(target: Target, seconds: int, core: int | None, first: int = 0) -> Measured:
    """Load the target from the given core; wrk is preferred, it costs the least. Numbers in the
    bodies go up from `first`.
    """
    used = processor_seconds(target.process)
    measured = _measured(target, seconds, core, first)
    spent = processor_seconds(target.process) - used
    return replace(measured, cost=spent / (measured.rate * seconds) * 1e6)


def processor_seconds(process: int) -> float:
    """The processor time a process has used, all its threads together (Linux; else nought)."""
    try:
        told = Path(f"/proc/{process}/stat").read_text(encoding="ascii")
    except OSError:
        return 0.0
    fields = told.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _measured(target: Target, seconds: int, core: int | None, first: int) -> Measured:
    if shutil.which("wrk"):
        return _wrk(target, seconds, core, first)
    command = [sys.executable, __file__, target.url, str(seconds), target.authorisation]
    command += [str(first), str(target.numbers)]
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


def warm_up(target: Target, core: int | None, first: int) -> None:
    """Load until that makes it no faster."""
    before = 0.0
    for _ in range(MOST_WARMING):
        rate = measure(target, target.warm, core, first).rate
        if rate < before * 1.1 or target.warm == 1:
            return
        before = rate


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(target: Target) -> bytes:
    """Send one request and return the reply; raises for anything but HTTP 200."""
    request = urllib.request.Request(target.url, target.body, target.headers())
    with urllib.request.urlopen(request) as reply:
        return bytes(reply.read())


def _wrk(target: Target, seconds: int, core: int | None, first: int) -> Measured:
    lines = ['wrk.method = "POST"', f"wrk.body = {_lua(target.body.decode())}"]
    lines += [f"wrk.headers[ {_lua(n)} ] = {_lua(v)}" for n, v in target.headers().items()]
    if NUMBER in target.body:
        lines += [f"local first, numbers = {first}, {target.numbers}"]
        lines += ["local number = first", _COUNTING]
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "post.lua"
        script.write_text("\n".join(lines), encoding="utf-8")
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "--timeout=30"]
        command += ["-s", str(script), target.url]
        done = subprocess.run(pinned(command, core), capture_output=True, text=True, check=False)
    said = done.stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    bad = any(word in said for word in ("Non-2xx", "Socket errors", "REFUSED"))
    if done.returncode or not rate or bad:
        raise LoadError(f"{target.name}: wrk says\n{said}{done.stderr}")
    return Measured(rate=float(rate[1]), p50=_milliseconds(said, 50), p99=_milliseconds(said, 99))


def _lua(text: str) -> str:
    return "[==[" + text + "]==]"


def _milliseconds(said: str, percent: int) -> float:
    found = re.search(rf"^\s+{percent}%\s+([\d.]+)(us|ms|s)\s*$", said, re.MULTILINE)
    if not found:
        raise LoadError(f"wrk gave no {percent} per cent line:\n{said}")
    return float(found[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found[2]]


async def _connection(url: str, messages: Iterator[bytes], until: float) -> list[float]:
    parts = urlsplit(url)
    times: list[float] = []
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    while (begun := time.perf_counter()) < until:
        writer.write(next(messages))
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in head[:16]:
            raise LoadError(head.decode("latin-1"))
        length = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
        if not length:
            raise LoadError("an answer without Content-Length")
        if REFUSED in await reader.readexactly(int(length[1])):
            raise LoadError("a refusal")
        times.append(time.perf_counter() - begun)
    writer.close()
    return times


def messages(target: Target, first: int = 0) -> Iterator[bytes]:
    """Whole HTTP requests, one after the other, for ever."""
    parts = urlsplit(target.url)
    head = [f"POST {parts.path or '/'} HTTP/1.1", f"Host: {parts.netloc}"]
    head += [f"{name}: {value}" for name, value in target.headers().items()]
    for index in count(1):
        body = target.body.replace(NUMBER, b"%d" % (first + index % target.numbers))
        end = f"Content-Length: {len(body)}\r\n\r\n"
        yield "\r\n".join([*head, end]).encode() + body


async def _load(target: Target, seconds: int, first: int) -> list[float]:
    until = time.perf_counter() + seconds
    sent = messages(target, first)
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(_connection(target.url, sent, until)) for _ in range(CONNECTIONS)
        ]
    return sorted(took for task in tasks for took in task.result())


def main() -> None:
    """Run as a program of its own, so that it can be pinned: URL, seconds, authorisation, first
    number, and how many numbers.
    """
    url, seconds, authorisation, first, numbers = sys.argv[1:6]
    body = sys.stdin.buffer.read()
    target = Target(name="", url=url, body=body, authorisation=authorisation, numbers=int(numbers))
    times = asyncio.run(_load(target, int(seconds), int(first)))
    middle, late = times[len(times) // 2], times[len(times) * 99 // 100]
    sys.stdout.write(f"{len(times) / int(seconds)} {middle * 1000} {late * 1000}\n")


if __name__ == "__main__":
    main()
