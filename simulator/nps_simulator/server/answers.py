"""The ways to read and answer one request: properly, or as a bad network would."""

import asyncio
import os
import socket
import struct
from http import HTTPStatus
from typing import Final, Protocol

from nps_simulator.endpoints.transport import BodyRefused, ConnectionGone, Headers, Limits
from nps_simulator.server.heads import RequestHead

HIGH_WATER: Final = 64 * 1024  # bytes of a body that wait to be read; then the socket does
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


def render_chunked(
    status: int, headers: bytes, body: bytes, chunks: int, *, keep_alive: bool
) -> bytes:
    """Return a whole HTTP answer in chunks of about the same size (RFC 9112, 7.1)."""
    step = max(1, -(-len(body) // chunks))
    parts = [body[begin : begin + step] for begin in range(0, len(body), step)]
    end = b"\r\n" if keep_alive else b"Connection: close\r\n\r\n"
    return b"%b%bTransfer-Encoding: chunked\r\n%b%b0\r\n\r\n" % (
        _STATUS_LINES[status],
        headers,
        end,
        b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts),
    )


class Connection(Protocol):
    """What a request needs of the connection it came on; `wire.WireProtocol` is the real one."""

    transport: asyncio.Transport
    peer: str
    gone: asyncio.Event
    writable: asyncio.Event
    limits: Limits

    def resume_reading(self) -> None:
        """Lets more bytes come in."""

    def answered(self) -> None:
        """The request that was being answered is; the next may begin."""


class RequestWire:
    """One request: the face `endpoints.transport.Wire`, and how far reading and answering are."""

    __slots__ = (
        "_connection",
        "_waiter",
        "body",
        "complete",
        "disconnected",
        "done",
        "given_up",
        "head",
        "headers",
        "keep_alive",
        "method",
        "path",
        "peer",
        "query",
        "start",
        "started",
        "version",
    )

    def __init__(self, connection: Connection, head: RequestHead) -> None:
        self._connection = connection
        self._waiter: asyncio.Future[None] | None = None
        self.head = head
        self.method = head.method
        self.path = head.path
        self.query = head.query
        self.start = head.start
        self.version = head.version
        self.headers: Headers = head.headers
        self.peer = connection.peer
        self.keep_alive = head.keep_alive
        self.body: bytes | bytearray = b""  # as far as it has come and was not read
        self.complete = False  # the whole request has come
        self.started = False  # some of the answer is out
        self.done = False  # all of it, or nothing more will be
        self.disconnected = False
        self.given_up = False  # the other side has left, or sends no more

    # What the connection tells

    def came(self, part: bytes) -> None:
        """Some of the body is there."""
        if isinstance(self.body, bytearray):
            self.body += part
        else:
            self.body = part if not self.body else bytearray(self.body + part)
        self.wake()

    def wake(self) -> None:
        """Let whoever waits for the body look again."""
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def leave(self) -> None:
        """Nobody is there any more."""
        self.disconnected = self.given_up = True
        self.wake()

    def abandon(self) -> None:
        """No answer will be given by whoever was to give one."""
        self.started = self.done = self.disconnected = True

    @property
    def _gone(self) -> bool:
        """Whether nobody is there any more to read an answer."""
        return self.disconnected or self._connection.transport.is_closing()

    # Reading

    async def read(self) -> bytes:
        """Return the whole body. Raises BodyRefused (408, 411, 413) and ConnectionGone."""
        length, limits = self.head.length, self._connection.limits
        if length is None:
            raise BodyRefused(411, "A POST needs a Content-Length, or has to come in chunks.")
        if self.complete and len(self.body) <= limits.body:
            return self._taken()
        try:
            async with asyncio.timeout(limits.body_seconds):
                return await self._read_slowly(length)
        except TimeoutError:
            self.keep_alive = False
            seconds = f"{limits.body_seconds:g}"
            raise BodyRefused(408, f"The body did not arrive within {seconds} s.") from None

    def _taken(self) -> bytes:
        body, self.body = bytes(self.body), b""
        return body

    def _too_large(self) -> BodyRefused:
        self.keep_alive = False
        most = self._connection.limits.body
        return BodyRefused(413, f"The body is longer than {most} bytes.")

    async def _read_slowly(self, length: int) -> bytes:
        limits, transport = self._connection.limits, self._connection.transport
        if self.head.expects and not self.body and not self.complete and not self.started:
            if length > limits.body:
                raise self._too_large()  # the client has not begun to send, and now will not
            transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        parts, size = bytearray(), 0
        while True:
            part = self._taken()
            size += len(part)
            if size <= limits.body:
                parts += part
            if self.complete or size > limits.body * limits.drain_factor:
                break
            if self._gone:
                raise ConnectionGone
            self._connection.resume_reading()
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        if size > limits.body:
            raise self._too_large()
        return bytes(parts)

    # Answering

    async def answer(self, status: int, headers: bytes, body: bytes) -> None:
        """Send a complete answer in one write."""
        if not self._connection.writable.is_set():
            await self._connection.writable.wait()
        self.finish(status, headers, body)

    def finish(self, status: int, headers: bytes, body: bytes) -> None:
        """The same without waiting for a slow reader: the answer is kept for it."""
        if self._gone or self.done:
            return
        if not self.complete:
            self.keep_alive = False  # what is left of the body would be taken for a request
        self.started = True
        self._connection.transport.write(render(status, headers, body, keep_alive=self.keep_alive))
        self._end()

    async def answer_in_chunks(self, status: int, headers: bytes, body: bytes, chunks: int) -> None:
        """Send a complete answer in chunks, in one write."""
        if not self._connection.writable.is_set():
            await self._connection.writable.wait()
        if self._gone or self.done:
            return
        if not self.complete:
            self.keep_alive = False  # as in `finish`
        self.started = True
        kept = self.keep_alive
        whole = render_chunked(status, headers, body, chunks, keep_alive=kept)
        self._connection.transport.write(whole)
        self._end()

    def _end(self) -> None:
        self.done = True
        if not self.keep_alive:
            self._connection.transport.close()
        self._connection.answered()

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
        self.abandon()
        self._connection.transport.close()

    def reset(self) -> None:
        """End the connection with a TCP reset; under TLS it is an abrupt end."""
        self.abandon()
        transport = self._connection.transport
        sock = transport.get_extra_info("socket")
        if sock is not None:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_NOUGHT)
        transport.abort()

    async def truncate(self, status: int, headers: bytes, body: bytes, sent: int) -> None:
        """Promise the whole body, send the first `sent` bytes of it, and close."""
        transport = self._connection.transport
        if not self._gone:
            whole = render(status, headers, body, keep_alive=self.keep_alive)
            transport.write(whole[: len(whole) - len(body) + sent])
        self.abandon()
        transport.close()

    async def dribble(
        self, status: int, headers: bytes, body: bytes, pieces: int, pause: float
    ) -> None:
        """Send a complete answer in `pieces`, `pause` seconds apart."""
        transport = self._connection.transport
        whole = render(status, headers, body, keep_alive=self.keep_alive)
        self.started = True
        step = max(1, -(-len(whole) // pieces))
        for begin in range(0, len(whole), step):
            if self._gone:
                return
            if begin:
                await self._quiet(pause)  # a stopping server sends the rest at once
            transport.write(whole[begin : begin + step])
        self._end()
