"""Many clients at once, and bad ones among them, do not stop the others."""

import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest

from nps_simulator.endpoints.transport import Limits
from nps_simulator.server.listener import listening, raise_file_limit

if sys.platform != "win32":
    import resource

MANY = 10_000
KEPT_BACK = 500  # descriptors for all that is not an idle connection
PROGRAM = """
import asyncio
from nps_simulator.endpoints.transport import Limits
from nps_simulator.server.listener import listening, raise_file_limit

async def app(wire):
    await wire.answer(200, b"", await wire.read())

async def main():
    raise_file_limit()
    async with listening(app, limits=Limits()) as address:
        print(address.port, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""
SOON = 10.0  # seconds; on a machine that does nothing else it is milliseconds


class App:
    """Answers at once, or hangs until the client leaves."""

    async def __call__(self, wire):
        if wire.path == "/hang":
            await wire.drop(600)
        elif wire.path == "/large":
            await wire.answer(200, b"", b"x" * 8_000_000)
        else:
            body = await wire.read()
            await wire.answer(200, b"", body)


def serves(raw, port):
    begun = time.monotonic()
    with raw(port) as client:
        assert client.post("/echo", b"<a/>").answer().body == b"<a/>"
    return time.monotonic() - begun < SOON


def until(condition):
    deadline = time.monotonic() + SOON
    while not condition():
        assert time.monotonic() < deadline, "it did not come to be so in time"
        time.sleep(0.01)


def test_an_overload_is_answered_503_and_passes(any_loop, raw):
    port = any_loop.enter(listening(App(), limits=Limits(requests=2))).port
    with raw(port) as first, raw(port) as second:
        for busy in (first, second):
            busy.send(b"GET /hang HTTP/1.1\r\nHost: x\r\n\r\n")
        until(lambda: status_of(raw, port) == 503)
        for busy in (first, second):
            busy.reset()  # a plain close would leave them waiting: they may still read

    until(lambda: status_of(raw, port) == 200)


def status_of(raw, port):
    with raw(port) as client:
        return client.post("/echo", b"<a/>").answer().status


def test_who_is_turned_away_is_told_when_to_come_again(any_loop, raw):
    port = any_loop.enter(listening(App(), limits=Limits(requests=1))).port
    with raw(port) as busy:
        busy.send(b"GET /hang HTTP/1.1\r\nHost: x\r\n\r\n")
        until(lambda: status_of(raw, port) == 503)
        with raw(port) as client:
            answer = client.post("/echo", b"<a/>").answer()

    assert (answer.status, answer.headers["retry-after"]) == (503, "1")
    assert answer.body == b"There are more than 1 requests at a time; try again later."


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"POST /echo HT",
        b"POST /echo HTTP/1.1\r\nContent-Length: 100\r\n\r\n<a",
        b"GET /hang HTTP/1.1\r\n\r\n",
        b"GET /large HTTP/1.1\r\n\r\n",
    ],
    ids=["silent", "half a head", "half a body", "waiting", "not reading"],
)
def test_slow_clients_do_not_stop_others(any_loop, raw, sent):
    port = any_loop.enter(listening(App(), limits=Limits())).port
    slow = [raw(port) for _ in range(10)]
    for client in slow:
        client.send(sent)

    assert serves(raw, port)

    for client in slow:
        client.sock.close()


def test_clients_that_vanish_leave_nothing_behind(any_loop, raw):
    limits = Limits(connections=30)
    port = any_loop.enter(listening(App(), limits=limits)).port
    for _ in range(5):
        gone = [raw(port) for _ in range(25)]
        for client in gone:
            client.send(b"GET /hang HTTP/1.1\r\n\r\n")
            client.reset()
        until(lambda: status_of(raw, port) == 200)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits of open files")
def test_ten_thousand_idle_connections_do_not_stop_others(raw, record_property):
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = raise_file_limit()
    many = min(MANY, allowed - KEPT_BACK)
    record_property("idle connections", many)
    idle = []
    with served() as port:
        try:
            idle.extend(socket.create_connection(("127.0.0.1", port), SOON) for _ in range(many))

            assert serves(raw, port)
        finally:
            for each in idle:
                each.close()
            resource.setrlimit(resource.RLIMIT_NOFILE, before)
    assert many == MANY, f"this system allows {allowed} open files, enough for {many} only"


@contextmanager
def served():
    """A server in a process of its own, because both ends of a connection cost a descriptor."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield int(process.stdout.readline())
        finally:
            process.kill()
