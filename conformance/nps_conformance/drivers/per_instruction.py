"""Driver `command`, mode `per-instruction`: one start of the program for each fact and round.

The fact is in NPS_INSTRUCTION and on standard input. Exit code 0 means: dealt with.
"""

import asyncio

import msgspec

from nps_conformance.contractor_file import DriverSettings
from nps_conformance.drivers import process
from nps_conformance.drivers.base import Fact, Saw, Seen, Surroundings


class PerInstruction:
    """Starts the program anew for each fact."""

    def __init__(self, settings: DriverSettings, around: Surroundings) -> None:
        self._settings = settings
        self._around = around
        self._process: process.Program | None = None
        self._killed = False

    @property
    def gone(self) -> bool:
        """Never: each fact gets a fresh start."""
        return False

    async def restart(self) -> None:
        """Kill the program; the next fact starts it again."""
        if self._process is not None and self._process.returncode is None:
            self._killed = True
            await process.kill(self._process)

    async def start(self, _now: str, /) -> None:
        """Make an empty log; the program is started with the first fact."""
        await asyncio.to_thread(self._around.log.write_bytes, b"")

    async def deliver(self, fact: Fact) -> Seen:
        """Start the program with a fact and wait for its end."""
        body = msgspec.json.encode(fact)
        with self._around.log.open("ab") as log:
            running = await process.start(
                self._settings,
                self._around,
                more_env={"NPS_NOW": fact.now, "NPS_INSTRUCTION": body.decode()},
                log=log,
                stdout=log,
            )
            self._process = running
            try:
                async with asyncio.timeout(self._settings.patience):
                    await process.feed(running, body + b"\n")
            except TimeoutError:
                return Seen(event=Saw.PATIENCE)
            finally:
                await process.end(running)
        if self._killed:
            self._killed = False
            return Seen(event=Saw.RESTARTED)
        if running.returncode == 0:
            return Seen(event=Saw.HANDLED)
        return Seen(event=Saw.EXITED, detail=process.exit_detail(running.returncode))

    async def stop(self) -> bool:
        """End a program that is still running, as after an interruption."""
        return False if self._process is None else await process.end(self._process)
