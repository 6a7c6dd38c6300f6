"""HTTP/1.1 on one connection: the parser, its limits and time-outs.

httptools parses; a head that came before is not parsed again (`heads`). A head that is too large or
too slow, a body in broken chunks, and what is not HTTP at all are refused here; everything else is
for the application, one request after the other (`turns`).
"""

import asyncio
from typing import Any, Final

import httptools
from uvicorn.config import Config
from uvicorn.server import ServerState

from nps_simulator.endpoints.transport import PLAIN_TEXT, Application, Limits
from nps_simulator.endpoints.wirelog import WireLog
from nps_simulator.server.answers import HIGH_WATER, RequestWire, render
from nps_simulator.server.heads import Heads, read_head, unreadable, unserved
from nps_simulator.server.turns import Turns

_END: Final = b"\r\n\r\n"
_CHUNKED_HEAD: Final = b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"


class _RefusedHead(Exception):  # noqa: N818 - it never leaves this module
    """Raised inside the parser's callback to stop it; the protocol knows why."""


class WireProtocol(asyncio.Protocol):
    """One connection. `listening` makes a subclass of it that carries what all of them share."""

    application: Application
    limits = Limits()
    log = WireLog()
    heads = Heads()

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Start with nothing read; the arguments are those uvicorn's server gives."""
        del config, app_state
        self._loop = _loop or asyncio.get_running_loop()
        self._connections: set[Any] = server_state.connections
        self._turns = Turns(self.application, self.limits, self.log, server_state.tasks, self)
        self.answered = self._turns.answered
        self.transport: asyncio.Transport
        self.peer = ""
        self.gone = asyncio.Event()
        self.writable = asyncio.Event()
        self.writable.set()
        self._secure = False
        self._parser: httptools.HttpRequestParser | None = None
        # The message that is being read.
        self._inside = False
        self._reading_head = False
        self._url = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._head_bytes = 0
        self._unparsed = 0  # bytes of a body that are counted off by hand
        self._chunks_follow = False  # behind an offer, and the parser is still to be told
        self._paused = False
        self._used = True  # since the idle timer last looked
        self._idle_timer: asyncio.TimerHandle | None = None
        self._head_timer: asyncio.TimerHandle | None = None

    # Connection

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet a connection; one that never sends is closed like an idle one."""
        self.transport = self._turns.transport = transport  # type: ignore[assignment] # a stream's is a Transport
        self._connections.add(self)
        self._turns.crowded = len(self._connections) > self.limits.connections
        name = transport.get_extra_info("peername")
        self.peer = f"{name[0]}:{name[1]}" if isinstance(name, tuple) else ""
        self._secure = transport.get_extra_info("sslcontext") is not None
        self._look_again()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wake everything that waits for this connection."""
        del exc
        self._connections.discard(self)
        self.gone.set()
        self.writable.set()
        for timer in (self._head_timer, self._idle_timer):
            if timer is not None:
                timer.cancel()
        self._turns.lost()
        self._parser = None

    def eof_received(self) -> bool:
        """Keep a half-closed plain connection open while a complete request awaits its answer."""
        return not self._secure and self._turns.half_closed()

    def pause_writing(self) -> None:
        """The other side reads slowly."""
        self.writable.clear()

    def resume_writing(self) -> None:
        """It has caught up."""
        self.writable.set()

    def shutdown(self) -> None:
        """Stop: idle connections close, hanging requests wake up and end."""
        self.gone.set()
        self._turns.stop()

    def _look_again(self) -> None:
        self._idle_timer = self._loop.call_later(self.limits.keep_alive_seconds, self._look)

    def _look(self) -> None:
        """One timer for all requests, which costs them nothing: a connection that was not used
        since the last look is closed, so after one to two times the limit.
        """
        if self._used or self._turns.active is not None:
            self._used = False
            self._look_again()
        elif not self.transport.is_closing():
            self.transport.close()

    # Reading

    def data_received(self, data: bytes) -> None:
        """A whole request with a known head is taken as it is; all else goes to the parser."""
        self._used = True
        turns = self._turns
        if turns.refused:
            return  # what follows a refused message is nobody's
        end = 0
        if not self._inside:
            end = data.find(_END) + len(_END)
            head = self.heads.get(data[:end])
            if head is not None and len(data) - end == head.length:
                wire = turns.newest = RequestWire(self, head)
                wire.body = data[end:]
                wire.complete = True
                turns.take(wire)
                return
        before = turns.newest
        if self._unparsed:
            data = self._count_off(data)
        self._feed(data)
        newest = turns.newest
        if newest is before or newest is None or self._turns.refused or end < len(_END):
            return
        if newest.complete and newest.head.length == len(data) - end:
            self.heads.remember(data[:end], newest.head)

    def _feed(self, data: bytes) -> None:
        """Feed the parser, and watch the head for size and time."""
        if self._parser is None:
            self._parser = self._new_parser()
        self._head_bytes = self._head_bytes + len(data) if self._reading_head else len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade as offer:
            rest = data[offer.args[0] :]
            if self._chunks_follow:
                self._parser = self._new_parser()
                self._parser.feed_data(_CHUNKED_HEAD)
                self._chunks_follow = False
            if rest:
                self.data_received(rest)
            self._begin_unfinished()
            return
        except httptools.HttpParserError:
            if not self._turns.refused:
                self._refuse(400, unreadable(data), data)
            return
        if not self._reading_head:
            self._stop_head_timer()
            self._begin_unfinished()
        elif self._head_bytes > self.limits.head:
            self._refuse_head(data)
        elif self._head_timer is None:
            self._head_timer = self._loop.call_later(self.limits.head_seconds, self._slow_head)

    def _new_parser(self) -> httptools.HttpRequestParser:
        parser = httptools.HttpRequestParser(self)
        # What comes behind a request that says `Connection: close` is read, and not answered.
        parser.set_dangerous_leniencies(lenient_data_after_close=True)
        return parser

    def _begin_unfinished(self) -> None:
        """A request whose body is still to come begins now, so that it can ask for it."""
        newest = self._turns.newest
        if self._inside and newest is not None and not self._turns.has(newest):
            self._turns.take(newest)

    def _count_off(self, data: bytes) -> bytes:
        """Take the rest of a body the parser does not see; return what comes behind it.

        An offer to change the protocol (Java's client makes one with its first request) is passed
        over, but the parser believes that the new protocol has begun. Where chunks follow it, a new
        parser is told so, by a head that stands in for the one that was read.
        """
        part = data[: self._unparsed]
        self._unparsed -= len(part)
        self.on_body(part)
        if not self._unparsed:
            self.on_message_complete()
        return data[len(part) :]

    # What the parser calls

    def on_message_begin(self) -> None:
        """Begin a request."""
        if self._chunks_follow:
            return
        self._inside = self._reading_head = True
        self._url = b""
        self._headers = []

    def on_url(self, url: bytes) -> None:
        """A piece of the target."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header, as it came."""
        self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        """The head is there."""
        if self._chunks_follow:
            return
        self._reading_head = False
        if self._head_bytes > self.limits.head:
            size = len(self._url) + sum(len(name) + len(value) for name, value in self._headers)
            if size > self.limits.head:
                self._refuse_head(self._url)
                raise _RefusedHead
        if self._parser is None:
            raise _RefusedHead
        head = read_head(self._parser, self._url, tuple(self._headers))
        refusal = unserved(head)
        if refusal is not None:
            self._refuse(*refusal, head.start.encode("latin-1", "replace"))
            raise _RefusedHead
        if head.upgrades:
            self._unparsed = max(head.length or 0, 0)
            self._chunks_follow = head.length == -1
        self._turns.newest = RequestWire(self, head)

    def on_body(self, body: bytes) -> None:
        """Some of the body."""
        wire = self._turns.newest
        if wire is None or wire.done:
            return
        wire.came(body)
        if len(wire.body) > HIGH_WATER:
            self.pause_reading()

    def on_message_complete(self) -> None:
        """The request is whole, unless its body is still being counted off."""
        wire = self._turns.newest
        if self._unparsed or self._chunks_follow or wire is None:
            return
        self._inside = False
        wire.complete = True
        wire.wake()
        if not self._turns.has(wire):
            self._turns.take(wire)

    # Pausing and refusing

    def pause_reading(self) -> None:
        """Let no more bytes come in."""
        if not self._paused and not self.transport.is_closing():
            self._paused = True
            self.transport.pause_reading()

    def resume_reading(self) -> None:
        """Let more bytes come in."""
        if self._paused and not self.transport.is_closing():
            self._paused = False
            self.transport.resume_reading()

    def _stop_head_timer(self) -> None:
        if self._head_timer is not None:
            self._head_timer.cancel()
            self._head_timer = None

    def _slow_head(self) -> None:
        if self._reading_head and not self.transport.is_closing():
            seconds = f"{self.limits.head_seconds:g}"
            self._refuse(408, f"The head of the request did not end within {seconds} s.", b"")

    def _refuse_head(self, seen: bytes) -> None:
        self._refuse(431, f"The head is longer than {self.limits.head} bytes.", seen)

    def _refuse(self, status: int, text: str, seen: bytes) -> None:
        """Log, and answer without the application."""
        self._stop_head_timer()
        start = seen.split(b"\r\n", 1)[0].decode("latin-1")
        self.log.note(peer=self.peer, start=start, status=status, text=text)
        self._turns.refuse(render(status, PLAIN_TEXT, text.encode(), keep_alive=False))
