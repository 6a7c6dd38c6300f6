"""uvicorn's HTTP protocol, with limits, time-outs, a raw head, and the misdeeds of a bad network.

It leans on private names of uvicorn (`cycle`, `pipeline`, `flow`), which is why the version is
pinned and why the tests here run at every bump. What stock uvicorn lacks: a limit on the head and
on the time it may take, a log of what it refuses itself, a wake-up of every waiting cycle when the
connection goes, answers to clients that have half-closed, and an end to hanging requests when the
server stops. One answer is one write: headers come ready-made, so nothing is checked twice.
"""

import asyncio
from typing import Any, Final

import httptools
from uvicorn._types import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from nps_simulator.endpoints.transport import EXTENSION, PLAIN_TEXT, Limits
from nps_simulator.endpoints.wirelog import WireLog
from nps_simulator.server.answers import RequestWire, render

READ_AHEAD: Final = 16  # requests of one connection that may wait for the one before


class _RefusedHead(Exception):  # noqa: N818 - it never leaves this module
    """Raised inside the parser's callback to stop it; the protocol knows why."""


class WireProtocol(HttpToolsProtocol):
    """One connection. `serving` makes a subclass of it that carries limits and log."""

    limits = Limits()
    log = WireLog()

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - uvicorn's signature
        """Start with nothing read; uvicorn passes its own arguments."""
        super().__init__(*args, **kwargs)
        self.gone = asyncio.Event()
        self.raw_headers: list[tuple[bytes, bytes]] = []
        self.peer = ""
        self.crowded = False  # one connection too many: it is told so with its first request
        self._active: RequestResponseCycle | None = None
        self._refusal: bytes | None = None
        self._reading_head = False
        self._head_bytes = 0
        self._unparsed = 0  # bytes of a body that are counted off by hand
        self._head_timer: asyncio.TimerHandle | None = None

    # Connection

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn
        """Greet a connection; one that never sends is closed like an idle one."""
        super().connection_made(transport)
        self.crowded = len(self.connections) > self.limits.connections
        self.peer = "{}:{}".format(*self.client) if self.client else ""
        self.timeout_keep_alive_task = self.loop.call_later(
            self.timeout_keep_alive, self.timeout_keep_alive_handler
        )

    def connection_lost(self, exc: Exception | None) -> None:
        """Wake everything that waits for this connection, not only the newest request.

        An older one that is being answered cannot be waiting for its body, so `gone` reaches it.
        """
        self.gone.set()
        self._stop_head_timer()
        self._unset_keepalive_if_required()
        super().connection_lost(exc)

    def eof_received(self) -> bool | None:  # type: ignore[override] # uvicorn never keeps it open
        """Keep a half-closed plain connection open while a complete request awaits its answer."""
        if self.scheme == "https" or not self._busy() or self.cycle.more_body:
            return None
        self.cycle.keep_alive = False  # so it closes after the last answer
        return True

    def shutdown(self) -> None:
        """Stop: idle connections close, hanging requests wake up and end."""
        self.gone.set()
        active = self._active
        if active is not None and active.more_body and not active.response_complete:
            active.disconnected = True  # what it still waits for will not be answered
            active.message_event.set()
            self.transport.close()
        else:
            super().shutdown()

    def _busy(self) -> bool:
        return self._active is not None and not self._active.response_complete

    # Reading

    def data_received(self, data: bytes) -> None:
        """Feed the parser, and watch the head for size and time."""
        self._unset_keepalive_if_required()
        if self._refusal is not None or self.parser is None:
            return  # what follows a refused message is nobody's
        if self._unparsed:
            data = self._count_off(data)
        self._head_bytes = self._head_bytes + len(data) if self._reading_head else len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as offer:
            rest = data[offer.args[0] :]
            if rest:
                self.data_received(rest)
            return
        except httptools.HttpParserError:
            if self._refusal is None:
                self._refuse(400, "This is not HTTP/1.1 as we can read it.", data)
            return
        if not self._reading_head:
            self._stop_head_timer()
        elif self._head_bytes > self.limits.head:
            self._refuse_head(data)
        elif self._head_timer is None:
            self._head_timer = self.loop.call_later(self.limits.head_seconds, self._slow_head)

    def _count_off(self, data: bytes) -> bytes:
        """Take the rest of a body the parser does not see; return what comes behind it.

        An offer to change the protocol (Java's client makes one with its first request) is passed
        over, but the parser believes that the new protocol has begun.
        """
        part = data[: self._unparsed]
        self._unparsed -= len(part)
        self.on_body(part)
        if not self._unparsed:
            self.on_message_complete()
        return data[len(part) :]

    def on_message_complete(self) -> None:
        """End a request, unless its body is still being counted off."""
        if not self._unparsed:
            super().on_message_complete()

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._reading_head = True
        self.raw_headers = []
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep each header as it came, beside uvicorn's lower-case copy."""
        self.raw_headers.append((name, value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Hang our wire onto the request before its task has run."""
        self._reading_head = False
        if self._head_bytes > self.limits.head:
            size = len(self.url) + sum(len(name) + len(value) for name, value in self.raw_headers)
            if size > self.limits.head:
                self._refuse_head(self.url)
                raise _RefusedHead
        super().on_headers_complete()
        if len(self.pipeline) < READ_AHEAD:
            self.flow.resume_reading()  # or we would not see a client leave that has sent ahead
        if self.parser.should_upgrade():
            lengths = [value for name, value in self.headers if name == b"content-length"]
            self._unparsed = int(lengths[0]) if lengths else 0
        self.scope["extensions"] = {EXTENSION: RequestWire(self, self.cycle)}  # type: ignore[dict-item] # our own extension

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGI3Application) -> None:
        self._active = cycle
        super()._start_asgi_task(cycle, self._overloaded if self.crowded else app)

    async def _overloaded(
        self, scope: Scope, _receive: ASGIReceiveCallable, _send: ASGISendCallable
    ) -> None:
        wire: RequestWire = scope["extensions"][EXTENSION]  # type: ignore[assignment,typeddict-item] # our own extension
        text = f"There are more than {self.limits.connections} connections; try again later."
        self.log.note(peer=self.peer, start=wire.start, status=503, text=text)
        self.cycle.keep_alive = False
        await wire.answer(503, b"Retry-After: 1\r\n" + PLAIN_TEXT, text.encode())

    # Answering

    def on_response_complete(self) -> None:
        """Go on: the next request of a pipeline, a refusal that waited its turn, or the end."""
        super().on_response_complete()
        if self.transport.is_closing() or self._busy():
            return
        if self._refusal is not None:
            self._send_refusal()

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
        """Log, and answer without the application, after the answers that are still due."""
        self._stop_head_timer()
        start = seen.split(b"\r\n", 1)[0].decode("latin-1")
        self.log.note(peer=self.peer, start=start, status=status, text=text)
        self._refusal = render(status, PLAIN_TEXT, text.encode(), keep_alive=False)
        active = self._active
        if active is not None and not active.response_complete:
            if not active.more_body:
                return  # a complete request is being answered: on_response_complete comes back
            active.response_started = active.response_complete = active.disconnected = True
            active.message_event.set()  # its own body is the broken one: it gets this answer
        self._send_refusal()

    def _send_refusal(self) -> None:
        if self._refusal is not None and not self.transport.is_closing():
            self.transport.write(self._refusal)
            self.transport.close()
