"""Fixtures for a contractor's own tests: a landlord to talk to, and the client that does.

    @pytest.mark.nps(scenario="rejected-variation", mode="gullible")
    def test_our_client_learns_of_the_rejection(nps_sandbox, nps_contractor):
        nps_contractor.play()
        assert nps_sandbox.broken() == []

    def test_a_raised_order_is_fetched(nps_sandbox, nps_contractor):
        number = nps_sandbox.raise_order()
        nps_contractor.round()
        assert nps_sandbox.calls("ConfirmWorksOrderReceipt", number)

The landlord lives in a thread of its own, on a free port of loopback. See `nps_conformance.
pytest_plugin` for the marker's arguments and for how the client's contractor.yaml is found.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, Final, TypeVar

import pytest

from nps_conformance.contractor_file import ContractorFile, load_contractor, reference
from nps_conformance.drivers.base import Driver, Fact, Surroundings, fact_of
from nps_conformance.drivers.choose import choose, look_before
from nps_conformance.judge import judge, rules_sha256
from nps_conformance.plan import PASSWORD, USERNAME, hand_out
from nps_conformance.traffic import Traffic
from nps_reports.record import Verdict, Word
from nps_scenarios.loader import load_profile, load_scenario
from nps_scenarios.scenario import Scenario
from nps_simulator.journal.entries import Entry, Exchange
from nps_simulator.sandbox.definition import FAITHFUL, Account
from nps_simulator.sandbox.sandbox import Sandbox
from nps_simulator.sandbox.sandboxes import Sandboxes, free_play
from nps_simulator.server.listener import serving

NAME: Final = "test"
T = TypeVar("T")


class Landlord:
    """A stand-in for NPS, for one test.

    `endpoint`, `wsdl`, `username` and `password` are what a client needs. Without a scenario it is
    an empty landlord whose clock stands still; `act` lets it do what a landlord does.
    """

    username: Final = USERNAME
    password: Final = PASSWORD

    def __init__(self, loop: asyncio.AbstractEventLoop, sandbox: Sandbox, endpoint: str) -> None:
        self._loop = loop
        self._sandbox = sandbox
        self.endpoint = endpoint
        self.wsdl = f"{endpoint}?wsdl"

    def on_its_thread(self, work: Callable[[Sandbox], Coroutine[Any, Any, T]]) -> T:
        """Run something where the landlord lives, and wait for it."""
        return asyncio.run_coroutine_threadsafe(work(self._sandbox), self._loop).result()

    def act(self, action: str, **arguments: object) -> None:
        """Let the landlord act, by the names and arguments of a scenario's deeds.

        Raises DeedError or ActionError, with the reason, for what cannot be done now.
        """

        async def acting(sandbox: Sandbox) -> None:
            await sandbox.act(action, arguments)

        self.on_its_thread(acting)

    def raise_order(self, order: str = "job", **arguments: object) -> str:
        """Raise a works order and give its number; `order` is a name for it in later acts.

        What is not given is invented: a routine order for one washer.
        """
        washer = [{"sor": "900101", "quantity": "1.00"}]
        given = {"priority": "ROU", "description": "Kitchen tap drips", "lines": washer}
        self.act("raise_order", order=order, **{**given, **arguments})

        async def finding(sandbox: Sandbox) -> str:
            return sandbox.handles()[order]

        return self.on_its_thread(finding)

    def fault(self, on: str, kind: str, **settings: object) -> None:
        """Arm a fault: `fault("CreateInvoice", "lose-reply", count=2)`. Raises FaultError."""

        async def arming(sandbox: Sandbox) -> None:
            await sandbox.arm({"on": on, "kind": kind, **settings})

        self.on_its_thread(arming)

    def journal(self) -> tuple[Entry, ...]:
        """Everything that has happened so far."""

        async def reading(sandbox: Sandbox) -> tuple[Entry, ...]:
            return tuple(sandbox.entries())

        return self.on_its_thread(reading)

    def calls(self, operation: str, number: str = "") -> list[Exchange]:
        """The exchanges of an operation, about this works order if a number is given."""
        return [
            each
            for each in self.journal()
            if isinstance(each, Exchange)
            and each.operation == operation
            and (not number or number in str(each.request))
        ]

    def verdicts(self) -> dict[str, Verdict]:
        """What the judge says of everything so far, by rule."""
        return {each.rule: each for each in judge(self.journal())}

    def broken(self) -> list[str]:
        """The rules that were broken so far."""
        return [name for name, each in self.verdicts().items() if each.verdict is Word.FAILED]


class Client:
    """The client under test, started against the landlord of the test."""

    def __init__(self, landlord: Landlord, driver: Driver, traffic: Traffic) -> None:
        self._landlord = landlord
        self._driver = driver
        self._traffic = traffic
        self._handed = 0
        self._rounds = 0

    def tell(self, kind: str, order: str = "", text: str = "", **facts: object) -> None:
        """Tell the contractor's side a fact of the world, and wait until it is dealt with."""
        given = {"kind": kind, **({"order": order} if order else {}), **facts}

        async def telling(sandbox: Sandbox) -> None:
            sandbox.instruct({**given, **({"text": text} if text else {})})
            for told in sandbox.take_instructions():
                self._handed += 1
                await self._deliver(sandbox, fact_of(told, self._handed, told.at))

        self._landlord.on_its_thread(telling)

    def round(self, times: int = 1) -> None:
        """Let time pass: the client does what it does regularly."""

        async def passing(sandbox: Sandbox) -> None:
            for _ in range(times):
                self._handed += 1
                self._rounds += 1
                await sandbox.begin_round(self._rounds)
                now = sandbox.now().isoformat()
                await self._deliver(sandbox, Fact(id=self._handed, kind="round", now=now))

        self._landlord.on_its_thread(passing)

    def play(self) -> None:
        """Play the landlord's scenario to its end, as `nps certify` does."""

        async def playing(sandbox: Sandbox) -> None:
            await sandbox.close(await hand_out(sandbox, self._driver, self._traffic))

        self._landlord.on_its_thread(playing)

    async def _deliver(self, sandbox: Sandbox, fact: Fact) -> None:
        seen = await self._driver.deliver(fact)
        await sandbox.driver_event(seen.event, fact.id, seen.detail)


@contextmanager
def _running_loop() -> Iterator[asyncio.AbstractEventLoop]:
    """An event loop in a thread of its own."""
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="nps landlord", daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _on(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, T]) -> T:
    return asyncio.run_coroutine_threadsafe(work, loop).result()


@pytest.fixture
def nps_open_landlord(request: pytest.FixtureRequest) -> Iterator[Landlord]:
    """The landlord that the marker `nps` asks for."""
    mark = request.node.get_closest_marker("nps")
    asked = dict(mark.kwargs) if mark else {}
    scenario, profile_name = asked.pop("scenario", None), asked.pop("profile", None)
    mode, seed = asked.pop("mode", FAITHFUL), asked.pop("seed", None)
    if asked or (mark and mark.args):
        raise pytest.UsageError(
            f"The marker nps takes scenario, profile, mode and seed by name, not {mark}."
        )
    played: Scenario | None = load_scenario(scenario) if scenario else None
    profile = load_profile(profile_name or (played.profile if played else "certification"))
    with _running_loop() as loop:
        stack = AsyncExitStack()

        async def opening() -> Landlord:
            sandboxes = Sandboxes.on(":memory:")  # SQLite stays in the thread that opened it
            stack.callback(sandboxes.shut)
            listener = await stack.enter_async_context(serving(sandboxes))
            sandbox = sandboxes.open(
                NAME,
                scenario=played or free_play(profile),
                profile=profile,
                mode=mode,
                seed=seed,
                contractors=(
                    Account(name=USERNAME, password=PASSWORD, authorisation=profile.authorisation),
                ),
                claims={},
                rules_sha256=rules_sha256(),
                clock="given",
            )
            return Landlord(loop, sandbox, listener.endpoint(NAME))

        try:
            yield _on(loop, opening())
        finally:
            _on(loop, stack.aclose())


@pytest.fixture
def nps_started_client(
    nps_open_landlord: Landlord, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Client]:
    """The client of the contractor.yaml that the ini option names."""
    file = request.config.rootpath / request.config.getini("nps_contractor_file")
    contractor: ContractorFile = reference() if not file.exists() else load_contractor(file)
    around = Surroundings(
        endpoint=nps_open_landlord.endpoint,
        username=USERNAME,
        password=PASSWORD,
        work=tmp_path,
        log=tmp_path / "contractor.log",
        folder=contractor.folder,
    )

    async def starting(sandbox: Sandbox) -> tuple[Driver, Traffic]:
        await look_before(contractor.driver)
        traffic = Traffic(sandbox)
        driver = choose(
            contractor.driver,
            around,
            polls=traffic.polls,
            calls=traffic.calls,
            arrived=traffic.arrived,
        )
        await driver.start(sandbox.now().isoformat())
        await sandbox.driver_event("started")
        return driver, traffic

    driver, traffic = nps_open_landlord.on_its_thread(starting)

    async def stopping(_: Sandbox) -> None:
        await driver.stop()

    try:
        yield Client(nps_open_landlord, driver, traffic)
    finally:
        nps_open_landlord.on_its_thread(stopping)
