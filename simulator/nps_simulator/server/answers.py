"""The ways to read and answer one request: properly, or as a bad network would.

Every misdeed first takes the answer over from uvicorn, which would otherwise log an error and write
a 500 when the endpoint returns without one.
"""

import asyncio
import os
import socket
import struct
from http import HTTPStatus
from typing import Final, Protocol

from uvicorn._types import HTTPScope
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from nps_simulator.endpoints.transport import BodyRefused, ConnectionGone, Limits

# SO_LINGER with a time of nought is what makes a close a reset; Windows has shorter members.
_LINGER_NOUGHT: Final = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
_STATUS_LINES: Final = {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\n".encode() for status in HTTPStatus
}


def render(status: int, headers: bytes, body: bytes, *, keep_alive: bool) -> bytes:
    """Return a whole HTTP answer; `headers` are ready lines, each with its line end."""
    end = b"\r\n" if keep_alive else b"Connection: close\r\n\r\n"
    return b"%b%bContent-Length: %d\r\n%b%b" % (
        _STATUS_LINES[status],
        headers,
        len(body),
        end,
        body,
    )


class Connection(Protocol):
    """What a request needs of the connection it came on; `wire.WireProtocol` is the real one."""

    transport: asyncio.Transport
    flow: FlowControl
    scope: HTTPScope
    url: bytes
    raw_headers: list[tuple[bytes, bytes]]
    peer: str
    gone: asyncio.Event
    limits: Limits


class RequestWire:
    """One request: the face `endpoints.transport.Wire`, on top of uvicorn's cycle."""

    __slots__ = (
        "_connection",
        "_cycle",
        "headers",
        "method",
        "path",
        "peer",
        "query",
        "start",
        "version",
    )

    def __init__(self, connection: Connection, cycle: RequestResponseCycle) -> None:
        """Copy what of the head a journal or an endpoint wants to see."""
        scope = connection.scope
        self._connection = connection
        self._cycle = cycle
        self.method = scope["method"]
        self.path = scope["path"]
        self.query = scope["query_string"]
        self.version = scope["http_version"]
        self.headers = connection.raw_headers
        self.peer = connection.peer
        target = (scope["raw_path"] or b"/").decode("latin-1")
        if self.query:
            target = f"{target}?{self.query.decode('latin-1')}"
        self.start = f"{self.method} {target} HTTP/{self.version}"

    @property
    def _gone(self) -> bool:
        """Whether nobody is there any more to read an answer."""
        return self._cycle.disconnected or self._connection.transport.is_closing()

    def _length(self) -> int | None:
        """Return the announced length, -1 when the body comes in chunks, None when it is open."""
        for name, value in self._cycle.scope["headers"]:
            if name == b"content-length":
                return int(value)  # the parser has refused everything but digits
            if name == b"transfer-encoding":
                return -1
        return None

    async def read(self) -> bytes:
        """Return the whole body. Raises BodyRefused (408, 411, 413) and ConnectionGone."""
        cycle, limits = self._cycle, self._connection.limits
        length = self._length()
        if length is None:
            raise BodyRefused(411, "A POST needs a Content-Length, or has to come in chunks.")
        if length <= limits.body and not cycle.more_body and not cycle.waiting_for_100_continue:
            body, cycle.body = bytes(cycle.body), bytearray()  # the common case: it is all there
            if len(body) <= limits.body:
                return body
            raise self._too_large()
        try:
            async with asyncio.timeout(limits.body_seconds):
                return await self._read_slowly(length)
        except TimeoutError:
            cycle.keep_alive = False
            seconds = f"{limits.body_seconds:g}"
            raise BodyRefused(408, f"The body did not arrive within {seconds} s.") from None

    def _too_large(self) -> BodyRefused:
        self._cycle.keep_alive = False
        most = self._connection.limits.body
        return BodyRefused(413, f"The body is longer than {most} bytes.")

    async def _read_slowly(self, length: int) -> bytes:
        limits = self._connection.limits
        if length > limits.body and self._cycle.waiting_for_100_continue:
            raise self._too_large()  # the client has not begun to send, and now will not
        parts, size = bytearray(), 0
        while True:
            message = await self._cycle.receive()
            if message["type"] != "http.request":
                raise ConnectionGone
            part = message["body"]
            size += len(part)
            if size <= limits.body:
                parts += part
            if not message["more_body"]:
                break
            if size > limits.body * limits.drain_factor:
                break
        if size > limits.body:
            raise self._too_large()
        return bytes(parts)

    async def answer(self, status: int, headers: bytes, body: bytes) -> None:
        """Send a complete answer in one write."""
        cycle, connection = self._cycle, self._connection
        if connection.flow.write_paused:
            await connection.flow.drain()
        if cycle.disconnected or cycle.response_complete or connection.transport.is_closing():
            return
        if cycle.more_body:
            cycle.keep_alive = False  # what is left of the body would be taken for a request
        cycle.response_started = True
        connection.transport.write(render(status, headers, body, keep_alive=cycle.keep_alive))
        self._finish()

    def _finish(self) -> None:
        cycle = self._cycle
        cycle.response_complete = True
        cycle.message_event.set()
        if not cycle.keep_alive:
            self._connection.transport.close()
        cycle.on_response()

    def _take_over(self) -> None:
        cycle = self._cycle
        cycle.response_started = cycle.response_complete = cycle.disconnected = True

    async def _quiet(self, seconds: float) -> None:
        """Wait, but no longer than somebody is there and the server runs."""
        try:
            async with asyncio.timeout(seconds):
                await self._connection.gone.wait()
        except TimeoutError:
            pass

    async def drop(self, seconds: float = 0.0) -> None:
        """Close without an answer, after `seconds` of silence."""
        if seconds:
            await self._quiet(seconds)
        self._take_over()
        self._connection.transport.close()

    def reset(self) -> None:
        """End the connection with a TCP reset; under TLS it is an abrupt end."""
        self._take_over()
        transport = self._connection.transport
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOUGHT)
        transport.abort()

    async def truncate(self, status: int, headers: bytes, body: bytes, sent: int) -> None:
        """Promise the whole body, send the first `sent` bytes of it, and close."""
        transport = self._connection.transport
        if not self._gone:
            whole = render(status, headers, body, keep_alive=self._cycle.keep_alive)
            transport.write(whole[: len(whole) - len(body) + sent])
        self._take_over()
        transport.close()

    async def dribble(
        self, status: int, headers: bytes, body: bytes, pieces: int, pause: float
    ) -> None:
        """Send a complete answer in `pieces`, `pause` seconds apart."""
        cycle, transport = self._cycle, self._connection.transport
        whole = render(status, headers, body, keep_alive=cycle.keep_alive)
        cycle.response_started = True
        step = max(1, -(-len(whole) // pieces))
        for begin in range(0, len(whole), step):
            if self._gone:
                return
            if begin:
                await self._quiet(pause)  # a stopping server sends the rest at once
            transport.write(whole[begin : begin + step])
        self._finish()
