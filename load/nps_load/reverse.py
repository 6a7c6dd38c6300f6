"""Reverse load: a landlord with many orders, new or amended, and how long a client takes for them.

The client is the one of a `contractor.yaml`, or whatever polls the endpoint. Each batch is made
while nobody polls; then the client is told that time passes, again and again, until it has listed,
read and confirmed them all, or nothing has come from it for as long as patience lasts.
"""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final

from nps_conformance.contractor_file import ContractorFile, DriverSettings
from nps_conformance.drivers.base import Driver, Fact, Saw, Surroundings
from nps_conformance.drivers.choose import choose, look_before
from nps_conformance.plan import PASSWORD, USERNAME
from nps_conformance.traffic import Traffic
from nps_load.feeding import WORK
from nps_load.simulator import SANDBOX
from nps_scenarios.loader import load_profile
from nps_scenarios.problems import SetUpError
from nps_simulator.actions.registry import ActionError
from nps_simulator.clock import monotonic
from nps_simulator.domain.model import WorksOrder
from nps_simulator.journal.entries import Exchange
from nps_simulator.sandbox.definition import Account
from nps_simulator.sandbox.sandbox import Sandbox
from nps_simulator.sandbox.sandboxes import Sandboxes
from nps_simulator.server.listener import serving

SIZES: Final = (1, 100, 10_000)
PROFILE: Final = "certification"
MOST_EXAMPLES: Final = 20
AT_ONCE: Final = 50  # orders that are raised before the server gets a turn
LOOK: Final = 0.05  # seconds between two looks at the journal
NOBODY: Final = DriverSettings(kind="none")


@dataclass(slots=True)
class Batch:
    """One batch of orders, and which of them the client has listed, read and confirmed so far."""

    orders: tuple[str, ...]
    amended: int = 0  # so many of them were there before, and have changed
    listed: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)
    confirmed: set[str] = field(default_factory=set)
    calls: int = 0
    seconds: float | None = None  # until the last one was confirmed
    _awaited: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._awaited.update(self.orders)

    def see(self, exchange: Exchange) -> None:
        """Count an exchange."""
        self.calls += 1
        if exchange.outcome != "success":
            return
        number = str((exchange.request or {}).get("works_order_number", ""))
        if exchange.operation == "RequestWorksOrders":
            entries = (exchange.reply or {}).get("works_orders", ())
            self.listed.update(str(each["works_order_number"]) for each in entries)
        elif exchange.operation == "RequestWorksOrderDetails":
            self.read.add(number)
        elif exchange.operation == "ConfirmWorksOrderReceipt" and number in self.read:
            self.confirmed.add(number)  # unread, it is a receipt for what was there before
            self._awaited.discard(number)

    @property
    def drained(self) -> bool:
        """Whether all of them are confirmed; asked many times a second."""
        return not self._awaited

    @property
    def missed(self) -> tuple[str, ...]:
        """The orders that are not confirmed."""
        return tuple(number for number in self.orders if number not in self.confirmed)

    def in_words(self) -> str:
        """One line for people."""
        size = len(self.orders)
        what = f"{size:,} orders" + (f" ({self.amended:,} amended)" if self.amended else "")
        if self.seconds is not None:
            rate = size / self.seconds if self.seconds else 0.0
            return (
                f"{what}: drained in {self.seconds:.1f} s ({rate:,.0f} orders/s), "
                f"{self.calls:,} requests"
            )
        stages = [
            f"{len([each for each in self.orders if each in done]):,} {word}"
            for word, done in (
                ("listed", self.listed),
                ("read", self.read),
                ("confirmed", self.confirmed),
            )
        ]
        missed = ", ".join(self.missed[:MOST_EXAMPLES])
        return (
            f"{what}: not drained: {', '.join(stages)}; {len(self.missed):,} missed: "
            f"{missed}{', ...' if len(self.missed) > MOST_EXAMPLES else ''}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What to hand to whom. Without a contractor somebody's client is awaited at the endpoint."""

    sizes: Sequence[int]
    contractor: ContractorFile | None
    patience: float  # seconds without a request
    folder: Path
    port: int = 0


async def drain(task: Task, say: Callable[[str], None]) -> tuple[Batch, ...]:
    """Hand out the batches, one after the other; stops at the first that is not drained.

    Raises SetUpError.
    """
    settings = task.contractor.driver if task.contractor else NOBODY
    await look_before(settings)
    profile = load_profile(PROFILE)
    sandboxes = Sandboxes.on(str(task.folder / "reverse.sqlite"))
    found: list[Batch] = []
    try:
        sandbox = sandboxes.open(
            SANDBOX,
            scenario=None,
            profile=profile,
            contractors=(
                Account(name=USERNAME, password=PASSWORD, authorisation=profile.authorisation),
            ),
        )
        async with serving(sandboxes, port=task.port) as listener:
            endpoint = listener.endpoint(SANDBOX)
            traffic = Traffic(sandbox)
            around = _around(task, endpoint)
            driver = choose(
                settings,
                around,
                polls=traffic.polls,
                calls=traffic.calls,
                arrived=traffic.arrived,
            )
            if task.contractor is None:
                say(f"Let your client poll {endpoint} as {USERNAME}, password {PASSWORD}.")
            await driver.start(sandbox.now().isoformat())
            draining = _Draining(task, sandbox, driver, traffic)
            try:
                for turn, size in enumerate(task.sizes):
                    batch = await _changed(sandbox, size, turn)
                    found.append(batch)
                    await draining.to_the_end(batch)
                    say(batch.in_words())
                    if batch.missed:
                        break
            finally:
                await driver.stop()
    finally:
        sandboxes.shut()
    return tuple(found)


def _around(task: Task, endpoint: str) -> Surroundings:
    work = task.folder / "work"
    work.mkdir(parents=True, exist_ok=True)
    return Surroundings(
        endpoint=endpoint,
        username=USERNAME,
        password=PASSWORD,
        work=work,
        log=task.folder / "client.txt",
        folder=task.contractor.folder if task.contractor else task.folder,
    )


async def _changed(sandbox: Sandbox, size: int, turn: int) -> Batch:
    """So many orders with news: up to half of them amended ones of earlier turns, the rest new."""
    before = [order.works_order_number for order in _all(sandbox)]
    amended: list[str] = []
    for turned, number in enumerate(before[: size // 2]):
        with suppress(ActionError):  # the client has brought it to an end: it stays as it is
            sandbox.act("amend_order", {"order": number, "comments": f"Ring twice. ({turn})"})
            amended.append(number)
        await _breathe(turned)
    for raised in range(size - len(amended)):
        sandbox.act("raise_order", {**WORK[raised % len(WORK)], "contractor": USERNAME})
        await _breathe(raised)
    known = frozenset(before)
    numbers = [order.works_order_number for order in _all(sandbox)]
    new = [number for number in numbers if number not in known]
    return Batch((*amended, *new), amended=len(amended))


async def _breathe(count: int) -> None:
    """Give the server a turn now and then."""
    if count % AT_ONCE == AT_ONCE - 1:
        await asyncio.sleep(0)


def _all(sandbox: Sandbox) -> list[WorksOrder]:
    found: list[WorksOrder] = []
    while page := sandbox.orders(found[-1].works_order_number if found else "", 1000):
        found += page
    return found


class _Draining:
    """Brings one batch after the other to the client."""

    def __init__(self, task: Task, sandbox: Sandbox, driver: Driver, traffic: Traffic) -> None:
        self._task = task
        self._sandbox = sandbox
        self._driver = driver
        self._traffic = traffic
        self._numbers = count(1)  # of what the client is told; never twice, or it is done with
        self._begun = self._heard = 0.0

    async def to_the_end(self, batch: Batch) -> None:
        """Until it is drained, or nothing has come for too long. Raises SetUpError when the client
        has ended.
        """
        self._begun = self._heard = monotonic()
        telling = asyncio.create_task(self._tell())
        try:
            while self._look(batch) and not telling.done():  # noqa: ASYNC110 - it looks into the journal
                await asyncio.sleep(LOOK)
            if telling.done() and not batch.drained:
                telling.result()
                raise SetUpError("The client has ended; its words are in client.txt.")
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)

    def _look(self, batch: Batch) -> bool:
        """Count what has come; whether it is worth waiting on."""
        now = monotonic()
        for exchange in self._traffic.arrived():
            batch.see(exchange)
            self._heard = now
        if batch.drained:
            batch.seconds = now - self._begun
            return False
        return now - self._heard < self._task.patience

    async def _tell(self) -> None:
        """Tell the client that time passes, for as long as it is there to hear it."""
        for number in self._numbers:
            fact = Fact(id=number, kind="round", now=self._sandbox.now().isoformat())
            seen = await self._driver.deliver(fact)
            if seen.event is Saw.EXITED and self._driver.gone:
                return
            await asyncio.sleep(LOOK)
