"""The requests of one connection: answered one after the other, in the order they came."""

import asyncio
import logging
from collections import deque
from typing import Final, Protocol

from nps_simulator.endpoints.transport import PLAIN_TEXT, Application, Limits
from nps_simulator.endpoints.wirelog import WireLog
from nps_simulator.server.answers import RequestWire

READ_AHEAD: Final = 16  # requests of one connection that may wait for the one before
_log = logging.getLogger(__name__)


class Reader(Protocol):
    """The reading side of the connection."""

    def pause_reading(self) -> None:
        """Lets no more bytes come in."""

    def resume_reading(self) -> None:
        """Lets more bytes come in."""


class Turns:
    """Whose turn it is on one connection. `crowded`: it is one too many, and is told so."""

    def __init__(
        self,
        application: Application,
        limits: Limits,
        log: WireLog,
        tasks: set["asyncio.Task[None]"],
        reader: Reader,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._application = application
        self._limits = limits
        self._log = log
        self._tasks = tasks
        self._reader = reader
        self._waiting: deque[RequestWire] = deque()
        self._refusal: bytes | None = None
        self.active: RequestWire | None = None
        self.newest: RequestWire | None = None
        self.transport: asyncio.Transport
        self.crowded = False

    def has(self, wire: RequestWire) -> bool:
        """Whether a request has been taken already."""
        return wire is self.active or wire.done or wire in self._waiting

    def take(self, wire: RequestWire) -> None:
        """Answer a request, after those before it."""
        if self.active is None:
            self._begin(wire)
            return
        self._waiting.append(wire)
        if len(self._waiting) >= READ_AHEAD:
            self._reader.pause_reading()

    def _begin(self, wire: RequestWire) -> None:
        self.active = wire
        if self.crowded:
            self._overloaded(wire, f"more than {self._limits.connections} connections")
        elif len(self._tasks) >= self._limits.requests:
            self._overloaded(wire, f"more than {self._limits.requests} requests at a time")
        else:  # a task that the server waits for, and in the end cancels, when it stops
            task = self._loop.create_task(self._serve(wire))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _serve(self, wire: RequestWire) -> None:
        try:
            await self._application(wire)
        except asyncio.CancelledError:
            _fail(wire)  # a stopping server has waited long enough
            raise
        except Exception:  # noqa: BLE001 - a hung client would be the worse bug; it is logged
            _log.exception("A request failed: %s", wire.start)
            _fail(wire)

    def _overloaded(self, wire: RequestWire, what: str) -> None:
        """Turn a request away before it costs anything; nothing has happened, and it may be
        sent again as it is (RFC 9110, 15.6.4 and 10.2.3).
        """
        text = f"There are {what}; try again later."
        self._log.note(peer=wire.peer, start=wire.start, status=503, text=text)
        wire.keep_alive = False
        wire.finish(503, b"Retry-After: 1\r\n" + PLAIN_TEXT, text.encode())

    def answered(self) -> None:
        """Go on: the next request of a pipeline, a refusal that waited its turn, or the end."""
        self.active = None
        if self.transport.is_closing():
            return
        self._reader.resume_reading()
        if self._waiting:
            self._begin(self._waiting.popleft())
        elif self._refusal is not None:
            self._send_refusal(self._refusal)

    def refuse(self, refusal: bytes) -> None:
        """What came last cannot be read: send this after the answers that are still due."""
        self._refusal = refusal
        if self.active is not None:
            if self.active.complete:
                return  # a complete request is being answered: `answered` comes back
            self.active.abandon()  # its own body is the broken one: it gets this answer
            self.active.wake()
        self._send_refusal(refusal)

    @property
    def refused(self) -> bool:
        """Whether nothing more is read."""
        return self._refusal is not None

    def _send_refusal(self, refusal: bytes) -> None:
        if not self.transport.is_closing():
            self.transport.write(refusal)
            self.transport.close()

    def half_closed(self) -> bool:
        """The client sends no more; whether an answer is still due, after which it is closed."""
        if self.active is None or self.newest is None or not self.newest.complete:
            return False
        self.newest.keep_alive = False
        self.active.given_up = self.newest.given_up = True
        return True

    def lost(self) -> None:
        """Nobody is there any more: wake all that wait."""
        for wire in (self.active, *self._waiting, self.newest):
            if wire is not None and not wire.done:
                wire.leave()

    def stop(self) -> None:
        """End idle and unfinished requests now, and the connection after the others."""
        if self.active is None:
            self.transport.close()
        elif not self.active.complete:
            self.active.leave()  # what it still waits for will not be answered
            self.transport.close()
        elif self.newest is not None:
            self.newest.keep_alive = False


def _fail(wire: RequestWire) -> None:
    if not wire.started:
        wire.keep_alive = False
        wire.finish(500, PLAIN_TEXT, b"The simulator failed, or had to stop.")
