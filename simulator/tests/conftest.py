"""What the tests of sockets share: an event loop in a thread, and a client that sees every byte."""

import asyncio
import socket
import ssl
import struct
import sys
import threading
from base64 import b64encode
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field, replace
from typing import Any, Self, TypeVar

import pytest

from nps_scenarios.loader import load_profile
from nps_simulator.journal.entries import Exchange
from nps_simulator.sandbox.definition import Account
from nps_simulator.sandbox.sandbox import Sandbox
from nps_simulator.sandbox.sandboxes import Sandboxes
from nps_simulator.server.listener import Listener, serving
from nps_wsdl.contract import load_contract

if sys.platform != "win32":
    import uvloop

T = TypeVar("T")
SECONDS = 15  # nothing here takes that long; a hang fails instead of hanging the run


class Background:
    """An event loop in a thread of its own, so that tests can use plain blocking sockets."""

    def __init__(self, factory: Callable[[], asyncio.AbstractEventLoop]) -> None:
        self._loop = factory()
        self._stack = AsyncExitStack()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine over there and return what it does."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(SECONDS)

    def do(self, function: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Call a function over there; what is awaitable is awaited."""

        async def call() -> Any:
            result = function(*args, **kwargs)
            return await result if hasattr(result, "__await__") else result

        return self.run(call())

    def enter(self, manager: AbstractAsyncContextManager[T]) -> T:
        """Enter a context over there until the end of the test."""
        return self.run(self._stack.enter_async_context(manager))

    def leave(self) -> None:
        """Leave what was entered."""
        self.run(self._stack.aclose())

    def stop(self) -> None:
        """Leave everything and end the thread."""
        self.leave()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(SECONDS)
        self._loop.close()


@dataclass
class Answer:
    """An HTTP answer as it was on the wire."""

    status: int
    head: bytes
    headers: dict[str, str]
    body: bytes


@dataclass
class Raw:
    """A connection that sends the bytes it is given."""

    port: int
    tls: ssl.SSLContext | None = None
    sock: socket.socket = field(init=False)
    _seen: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self.sock = socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS)
        if self.tls is not None:
            self.sock = self.tls.wrap_socket(
                self.sock, server_hostname="localhost", suppress_ragged_eofs=False
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.sock.close()

    def send(self, data: bytes) -> Self:
        self.sock.sendall(data)
        return self

    def post(self, path: str, body: bytes, *headers: str, version: str = "1.1") -> Self:
        """Send a POST with the usual head; `headers` replace those of the same name."""
        usual = {
            "host": "Host: localhost",
            "content-type": "Content-Type: text/xml; charset=utf-8",
            "content-length": f"Content-Length: {len(body)}",
        }
        for header in headers:
            usual[header.partition(":")[0].lower()] = header
        lines = [
            f"POST {path} HTTP/{version}",
            *(line for line in usual.values() if line[-1] != ":"),
        ]
        return self.send("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)

    def _more(self) -> bool:
        data = self.sock.recv(65536)
        self._seen += data
        return bool(data)

    def answer(self) -> Answer:
        """Read one answer with a Content-Length (or the head of a 100)."""
        while b"\r\n\r\n" not in self._seen:
            if not self._more():
                raise EOFError(bytes(self._seen))
        head, _, rest = bytes(self._seen).partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip() for name, _, value in (x.partition(":") for x in lines[1:])
        }
        length = int(headers.get("content-length", "0"))
        while len(rest) < length:
            if not self._more():
                raise EOFError(bytes(self._seen))
            rest = bytes(self._seen)[len(head) + 4 :]
        self._seen = bytearray(rest[length:])
        return Answer(int(lines[0].split()[1]), head, headers, rest[:length])

    def reset(self) -> None:
        """Leave at once, with a TCP reset."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.sock.close()

    def end(self) -> bytes | str:
        """Return all bytes until the connection ends, or `reset`."""
        try:
            while self._more():
                pass
        except ConnectionResetError:
            return "reset"
        except ssl.SSLEOFError:
            return "abrupt"
        return bytes(self._seen)


def _factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    found: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {"asyncio": asyncio.new_event_loop}
    if sys.platform != "win32":
        found["uvloop"] = uvloop.new_event_loop
    return found


@pytest.fixture
def background() -> Iterator[Background]:
    """The loop that the command would choose."""
    running = Background(list(_factories().values())[-1])
    yield running
    running.stop()


@pytest.fixture(params=_factories())
def any_loop(request: pytest.FixtureRequest) -> Iterator[Background]:
    """Each kind of loop there is."""
    running = Background(_factories()[request.param])
    yield running
    running.stop()


@pytest.fixture
def raw() -> type[Raw]:
    """The client."""
    return Raw


@dataclass
class Landlord:
    """A sandbox behind a real server, and what a test asks of both."""

    background: Background
    sandboxes: Sandboxes
    sandbox: Sandbox
    listener: Listener

    @property
    def port(self) -> int:
        return self.listener.address.port

    @property
    def path(self) -> str:
        return f"/s/{self.sandbox.name}/"

    def raise_order(self) -> str:
        """Raise an order and return its number."""
        lines = [{"sor": "900101", "quantity": "1"}]
        arguments = {"priority": "URG", "description": "Tap drips", "lines": lines}
        seq = self.background.do(self.sandbox.act, "raise_order", arguments)
        return self.entries()[seq].orders[0]

    def arm(self, **fault: Any) -> None:
        self.background.do(self.sandbox.arm, fault)

    def entries(self) -> list[Any]:
        return self.background.do(lambda: list(self.sandbox.entries()))

    def exchanges(self) -> list[Exchange]:
        return [entry for entry in self.entries() if isinstance(entry, Exchange)]

    def order(self, number: str) -> Any:
        return self.background.do(self.sandbox.order, number)

    def connect(self) -> Raw:
        return Raw(self.port)

    def poll(self, *headers: str, body: bytes | None = None) -> Answer:
        """Send a request (a poll unless `body` is given) with credentials, on a new connection."""
        with self.connect() as client:
            client.post(self.path, envelope() if body is None else body, *self.usual, *headers)
            return client.answer()

    @property
    def usual(self) -> tuple[str, str]:
        return (AUTHORIZED, f'SOAPAction: "{action("RequestWorksOrders")}"')


AUTHORIZED = "Authorization: Basic " + b64encode(b"acme:secret").decode()


def action(operation: str) -> str:
    """Return the soapAction of an operation."""
    return load_contract().operations[operation].soap_action


def envelope(inside: str | None = None, header: str = "") -> bytes:
    """Return an envelope around the Body's content: a poll when it is left out."""
    if inside is None:
        inside = f'<RequestWorksOrders xmlns="{load_contract().namespace}"/>'
    return (
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">'
        f"{header}<s:Body>{inside}</s:Body></s:Envelope>"
    ).encode()


@pytest.fixture
def soap() -> Callable[..., bytes]:
    """Makes envelopes."""
    return envelope


@pytest.fixture
def landlords(background: Background) -> Iterator[Callable[..., Landlord]]:
    """Opens a landlord with contractors acme and other; options go to the profile or the server.

    `vary` gives answers in any legal form.
    """
    opened: list[Sandboxes] = []

    def open_one(
        *,
        profile: Mapping[str, Any] | None = None,
        name: str = "here",
        vary: bool = False,
        seed: int | None = None,
        **server: Any,
    ) -> Landlord:
        accounts = tuple(
            Account(name=name, password=password)
            for name, password in (("acme", "secret"), ("other", "hidden"))
        )

        def make() -> tuple[Sandboxes, Sandbox]:
            policy = replace(load_profile("certification"), **(profile or {}))
            sandboxes = Sandboxes.on()
            opened.append(sandboxes)
            sandbox = sandboxes.open(
                name, scenario=None, profile=policy, contractors=accounts, vary=vary, seed=seed
            )
            return sandboxes, sandbox

        sandboxes, sandbox = background.do(make)
        listener = background.enter(serving(sandboxes, **server))
        return Landlord(background, sandboxes, sandbox, listener)

    yield open_one
    background.leave()
    for sandboxes in opened:
        background.do(sandboxes.shut)


@pytest.fixture
def landlord(landlords: Callable[..., Landlord]) -> Landlord:
    """A landlord as the certification profile has it."""
    return landlords()
