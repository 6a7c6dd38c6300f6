"""Driver `command`, mode `resident`: one program, facts as JSON lines on its standard input.

The program answers `{"done": id}` on its standard output when it has dealt with a fact. One that
never answers is given its patience for each fact. What else it prints there is
kept in its log.
"""

import asyncio
from contextlib import suppress

import msgspec

from nps_conformance.contractor_file import DriverSettings
from nps_conformance.drivers import process
from nps_conformance.drivers.base import Fact, Saw, Seen, Surroundings
from nps_scenarios.problems import SetUpError


class _Done(msgspec.Struct):
    done: int


class Resident:
    """Keeps one program running and waits for its word after each fact."""

    def __init__(self, settings: DriverSettings, around: Surroundings) -> None:
        self._settings = settings
        self._around = around
        self._process: process.Program | None = None
        self._done = 0
        self._news = asyncio.Event()
        self._watch: list[asyncio.Task[None]] = []
        self._now = ""
        self._restarting: asyncio.Task[None] | None = None

    @property
    def gone(self) -> bool:
        """Whether the program has ended, or reads no more."""
        running = self._running()
        closed = running.stdin is None or running.stdin.is_closing()
        return closed or running.returncode is not None

    async def start(self, now: str, /) -> None:
        """Start the program. Raises SetUpError."""
        await asyncio.to_thread(self._around.log.write_bytes, b"")
        await self._start(now)

    async def restart(self) -> None:
        """Kill the program, whatever it is doing, and start it again."""
        self._restarting = asyncio.create_task(self._restart())
        await asyncio.shield(self._restarting)  # who asked may go with the connection

    async def _restart(self) -> None:
        await process.kill(self._running())
        await self._let_go()
        with suppress(SetUpError):  # then it has ended, and is seen to have
            await self._start(self._now)

    async def _start(self, now: str) -> None:
        self._now = now
        with self._around.log.open("ab") as log:
            running = await process.start(
                self._settings,
                self._around,
                more_env={"NPS_NOW": now},
                log=log,
                stdout=None,
            )
        self._process = running
        self._watch = [
            asyncio.create_task(self._listen(running)),
            asyncio.create_task(self._await_end(running)),
        ]

    async def deliver(self, fact: Fact) -> Seen:
        """Write one line and wait for the word that it was dealt with."""
        running = self._running()
        self._now = fact.now
        try:
            async with asyncio.timeout(self._settings.patience):
                await self._write(running, msgspec.json.encode(fact))
                while self._done < fact.id and running.returncode is None:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            return Seen(event=Saw.PATIENCE)
        except OSError:  # it closed its input; it is about to end, or will never read again
            with suppress(TimeoutError):
                await asyncio.wait_for(process.ended(running), process.GRACE)
        if self._restarting is not None:
            await self._restarting
            self._restarting = None
            if running.returncode is not None and not self.gone:
                return Seen(event=Saw.RESTARTED)
        await self._hear_out()
        if self._done >= fact.id:
            return Seen(event=Saw.HANDLED)
        return Seen(event=Saw.EXITED, detail=process.exit_detail(running.returncode))

    async def stop(self) -> bool:
        """Ask the program to stop, then end it and its group."""
        running = self._process
        if running is None:
            return False
        if running.returncode is None:
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(process.GRACE):
                    await self._write(running, b'{"kind":"stop"}')
                    if running.stdin is not None:
                        running.stdin.close()
                    await process.ended(running)
        killed = await process.end(running)
        await self._let_go()
        return killed

    async def _let_go(self) -> None:
        """Take an ended program's last words, and stop listening."""
        await asyncio.wait(self._watch, timeout=process.GRACE)
        for task in self._watch:
            task.cancel()
        await asyncio.gather(*self._watch, return_exceptions=True)

    async def _hear_out(self) -> None:
        """Take what an ended program had said before."""
        if self._running().returncode is not None:
            await asyncio.wait(self._watch, timeout=process.GRACE)

    def _running(self) -> process.Program:
        if self._process is None:
            raise RuntimeError("the driver was not started")
        return self._process

    @staticmethod
    async def _write(running: process.Program, line: bytes) -> None:
        if running.stdin is None or running.stdin.is_closing():
            raise BrokenPipeError
        running.stdin.write(line + b"\n")
        await running.stdin.drain()

    async def _listen(self, running: process.Program) -> None:
        """Take the program's words as they come."""
        if running.stdout is None:
            return
        while True:
            try:
                line = await running.stdout.readline()
            except ValueError:  # longer than any word to us
                continue
            if not line:
                return
            try:
                done = msgspec.json.decode(line, type=_Done).done
            except msgspec.MsgspecError:
                await asyncio.to_thread(self._keep, line)
                continue
            self._done = max(self._done, done)
            self._news.set()

    def _keep(self, line: bytes) -> None:
        with suppress(OSError), self._around.log.open("ab") as log:
            log.write(line)

    async def _await_end(self, running: process.Program) -> None:
        await process.ended(running)
        self._news.set()
