"""Runs endpoints on sockets inside the running event loop, and stops without hanging."""

import asyncio
import os
import socket
import ssl
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from typing import Any, Final

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from nps_scenarios.problems import SetUpError
from nps_simulator.endpoints.gateway import PREFIX, Directory, Gateway
from nps_simulator.endpoints.transport import Limits
from nps_simulator.endpoints.wirelog import WireLog
from nps_simulator.server.heads import Heads
from nps_simulator.server.tls import Tls
from nps_simulator.server.wire import WireProtocol

if sys.platform != "win32":
    import resource

BACKLOG: Final = 4096  # a herd of pollers connects at once
MOST_PORT: Final = 65535
FLUSH_SECONDS: Final = 0.01  # for the last bytes to leave
GRACE_SECONDS: Final = 1  # for answers under way when the server stops

# Another implementation of the endpoint: makes an ASGI application over the sandboxes.
Engine = Callable[[Directory], Callable[..., Any]]


class ListenError(SetUpError):
    """The address cannot be listened on; the message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where something listens: the port is the real one, also when nought was asked for."""

    scheme: str
    host: str
    port: int

    @property
    def url(self) -> str:
        """The origin, without a slash at the end; `0.0.0.0` is shown as this machine's loopback."""
        shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - shown, not bound
        return (
            f"{self.scheme}://[{shown}]:{self.port}"
            if ":" in shown
            else (f"{self.scheme}://{shown}:{self.port}")
        )


def raise_file_limit() -> int:
    """Allow as many open sockets as the system lets us; return the limit (nought if unknown)."""
    if sys.platform == "win32":
        return 0
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    except (ValueError, OSError):  # macOS calls its hard limit infinite and then refuses it
        return soft
    return hard


def bind(host: str, port: int) -> socket.socket:
    """Return a bound socket; port nought takes a free one. Raises ListenError."""
    if not 0 <= port <= MOST_PORT:
        raise ListenError(f"A port is between 0 and {MOST_PORT}, not {port}.")
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except (socket.gaierror, UnicodeError) as error:
        raise ListenError(
            f"{host!r} with port {port} is no address to listen on: {error}."
        ) from error
    bound = socket.socket(family, kind, proto)
    try:
        if os.name != "nt":  # on Windows it would let two servers share a port
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen(BACKLOG)  # two sockets may bind one port; only one may listen
    except OSError as error:
        bound.close()
        raise ListenError(
            f"Port {port} on {host} cannot be listened on ({error.strerror or error}): choose "
            f"another port, or stop what listens there."
        ) from error
    bound.setblocking(False)  # noqa: FBT003 - the standard library's signature
    return bound


@asynccontextmanager
async def listening(  # noqa: PLR0913 - each has its default
    app: Callable[..., Any],
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    tls: ssl.SSLContext | None = None,
    limits: Limits | None = None,
    log: WireLog | None = None,
) -> AsyncIterator[Address]:
    """Serve an application from the running loop while the block runs.

    With `limits` it is an `endpoints.transport.Application`, on our wire; without, an ASGI
    application on plain uvicorn.
    Raises ListenError. Leaving the block ends hanging requests, and takes at most about a second.
    """
    protocol: type[asyncio.Protocol] = HttpToolsProtocol
    if limits is not None:
        shared = {"limits": limits, "log": log or WireLog(), "heads": Heads()}
        protocol = type("Wire", (WireProtocol,), {"application": staticmethod(app), **shared})
    config = uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        backlog=BACKLOG,
        timeout_keep_alive=limits.keep_alive_seconds if limits else 5,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    with closing(bind(host, port)) as bound:
        config.load()
        config.ssl = tls
        server = uvicorn.Server(config)
        server.lifespan = config.lifespan_class(config)
        await server.startup(sockets=[bound])  # not its main loop: we send no Date, catch no signal
        try:
            yield Address(scheme="https" if tls else "http", host=host, port=bound.getsockname()[1])
        finally:
            await server.shutdown(sockets=[bound])
            await _gone(server)


async def _gone(server: uvicorn.Server) -> None:
    """Let cancelled requests say so, and leave clients that do not read what they were sent."""
    if server.server_state.tasks:
        await asyncio.wait(tuple(server.server_state.tasks), timeout=GRACE_SECONDS)
    await asyncio.sleep(FLUSH_SECONDS)
    for connection in tuple(server.server_state.connections):
        connection.transport.abort()
    await asyncio.sleep(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listener:
    """A running endpoint server. Clients are told `public_url`, or else the address itself."""

    address: Address
    gateway: Gateway
    log: WireLog
    public_url: str = ""

    @property
    def url(self) -> str:
        """The origin for clients, without a slash at the end."""
        return self.public_url.rstrip("/") or self.address.url

    def endpoint(self, sandbox: str) -> str:
        """Return the address of a sandbox."""
        return f"{self.url}{PREFIX}{sandbox}/"

    def wsdl(self, sandbox: str) -> str:
        """Return where the contract of a sandbox is."""
        return f"{self.endpoint(sandbox)}?wsdl"


@asynccontextmanager
async def serving(  # noqa: PLR0913 - each has its default
    sandboxes: Directory,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    tls: Tls | None = None,
    public_url: str = "",
    limits: Limits | None = None,
    log: WireLog | None = None,
    engine: Engine | None = None,
) -> AsyncIterator[Listener]:
    """Serve sandboxes to contractors while the block runs. Raises ListenError and TlsError.

    Another `engine` answers in the gateway's place, on plain uvicorn.
    """
    log = log or WireLog()
    gateway = Gateway(sandboxes, log, public_url)
    app = gateway if engine is None else engine(sandboxes)
    limits = None if engine is not None else limits or Limits()
    context = tls.context(log) if tls is not None else None
    async with listening(app, host=host, port=port, tls=context, limits=limits, log=log) as address:
        gateway.origin = address.url
        yield Listener(address=address, gateway=gateway, log=log, public_url=public_url)
