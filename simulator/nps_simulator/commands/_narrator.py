"""Plays a scenario for a person: tells the facts of the world, begins the rounds, and says what
happens.

The next round begins when Enter is pressed, or, where nobody is at the terminal, with each poll
once all facts were told.
"""

import asyncio
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Final

from nps_simulator.journal.entries import (
    Action,
    ClockMoved,
    Delivery,
    Entry,
    Exchange,
    FaultArmed,
    Instruction,
)
from nps_simulator.sandbox.player import ScriptError
from nps_simulator.sandbox.sandbox import Sandbox, SandboxClosed

LOOK: Final = 0.3  # seconds between two looks at the journal
POLL: Final = "RequestWorksOrders"
BY_KEY: Final = "Press Enter for the next round, once your system was told the facts."
BY_POLL: Final = "Nobody is at this terminal: each poll begins a round, once the facts are told."
OVER: Final = "The scenario is played to its end; the sandbox stays open. Its journal:"


class Narrator:
    """Looks after one sandbox. `pressed` says how often Enter was pressed since it was last asked;
    None when there is nobody to press it.
    """

    def __init__(
        self, sandbox: Sandbox, tell: Callable[[str], None], pressed: Callable[[], int] | None
    ) -> None:
        self._sandbox = sandbox
        self._tell = tell
        self._pressed = pressed
        self._seen = 0
        self._rounds = 0
        self._polled = False

    async def run(self, journal: str) -> None:
        """Play until the script is at its end; `journal` is where to find what was written."""
        self._tell(BY_POLL if self._pressed is None else BY_KEY)
        try:
            while await self.look():  # noqa: ASYNC110 - what is new comes from many sides
                await asyncio.sleep(LOOK)
        except ScriptError as error:
            self._tell(f"The scenario cannot go on: {error}")
        except SandboxClosed as error:
            self._tell(str(error))
        else:
            self._tell(f"{OVER} {journal}")

    async def look(self) -> bool:
        """Tell what is new, hand out what waits, and begin a round if it is time. False at the end
        of the script. Raises ScriptError and SandboxClosed.
        """
        sandbox = self._sandbox
        if sandbox.ended:
            self._tell_new()
            return False
        told = sandbox.take_instructions()
        self._tell_new()
        if told:
            self._polled = False  # a poll before the facts were told is none after it
        elif self._is_time():
            self._polled = False
            self._rounds += 1
            await sandbox.begin_round(self._rounds)
        return True

    def _is_time(self) -> bool:
        return self._polled if self._pressed is None else bool(self._pressed())

    def _tell_new(self) -> None:
        for entry in self._sandbox.entries(self._seen):
            self._seen = entry.seq + 1
            if isinstance(entry, Exchange) and entry.operation == POLL:
                self._polled = self._polled or entry.delivery == Delivery.DELIVERED
            line = said(entry)
            if line:
                self._tell(f"{datetime.fromisoformat(entry.at):%a %H:%M}  {line}")


def said(entry: Entry) -> str:
    """An entry in a line; empty for what nobody needs to see."""
    match entry:
        case Instruction():
            about = f" ({', '.join(entry.orders)})" if entry.orders else ""
            return f"FACT        {entry.text}{about}"
        case Action():
            return f"landlord    {entry.name.replace('_', ' ')} {', '.join(entry.orders)}"
        case FaultArmed():
            return f"fault       {entry.kind} on {entry.operation}, {entry.count} time(s)"
        case ClockMoved(why="script"):
            return "clock       moved on"
        case Exchange() if not _dull(entry):
            about = str((entry.request or {}).get("works_order_number") or "")
            came = f"{entry.outcome} {entry.code}".strip() + (
                f", {entry.fault}" * bool(entry.fault)
            )
            what = f"{entry.operation or entry.http_request.start} {about}".rstrip()
            return f"contractor  {what}: {came}"
        case _:
            return ""


def _dull(entry: Exchange) -> bool:
    """A poll that found nothing, or the contract fetched."""
    nothing = entry.operation == POLL and not (entry.reply or {}).get("works_orders")
    return entry.outcome == "document" or (
        nothing and entry.outcome == "success" and not entry.fault
    )


def keys() -> Callable[[], int] | None:
    """How often Enter was pressed, asked from time to time; None when this is no terminal."""
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    pressed: list[str] = []

    def listen() -> None:
        for line in sys.stdin:
            pressed.append(line)  # noqa: PERF402 - the lines come one by one, as somebody types

    threading.Thread(target=listen, daemon=True).start()

    def asked() -> int:
        count = len(pressed)
        del pressed[:count]
        return count

    return asked
