"""A plan and its play: every scenario in every mode, each in a sandbox of its own.

`play` hands out facts and rounds until the sandbox has ended and gives back its journal. All
progress is counted in facts and rounds; a wall-clock patience only ever ends a wait. Several
are played at a time, and what comes back is in plan order: nothing depends on who was faster.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from nps_conformance.contractor_file import ContractorFile
from nps_conformance.drivers.base import Driver, Fact, Saw, Surroundings, fact_of
from nps_conformance.drivers.choose import choose, look_before
from nps_conformance.drivers.warm import Nursery
from nps_conformance.traffic import Traffic
from nps_scenarios.needs import unmet
from nps_scenarios.problems import SetUpError
from nps_scenarios.profile import Profile
from nps_scenarios.scenario import Scenario
from nps_simulator.journal.entries import NOT_APPLICABLE, Closed, Entry
from nps_simulator.sandbox.definition import Account
from nps_simulator.sandbox.player import ScriptError
from nps_simulator.sandbox.sandbox import Sandbox
from nps_simulator.sandbox.sandboxes import Sandboxes
from nps_simulator.server.listener import serving

MODES: Final = ("faithful", "gullible")
LOGS: Final = "logs"  # the folder of what programs say
AT_A_TIME: Final = 4  # a client waits for its landlord half the time, and starts take long
USERNAME: Final = "contractor"
PASSWORD: Final = "open-sesame"  # noqa: S105 - for a landlord that lives a minute on loopback
# A client that lets so many facts pass without one call is not waited for any longer.
MOST_SILENCES: Final = 3
# Nor is one that calls without end: twenty times what the largest scenario of ours needs.
MOST_CALLS: Final = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One sandbox of a plan."""

    scenario: Scenario
    profile: Profile
    mode: str
    seed: int
    vary: bool = False  # answers in any legal form

    @property
    def name(self) -> str:
        """The sandbox's name, and so its address."""
        return f"{self.scenario.address}-{self.mode}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What came of a part: its journal, and what went wrong on our side, if anything did."""

    part: Part
    entries: Sequence[Entry] = ()
    problem: str = ""

    @property
    def cut_short(self) -> bool:
        """Whether it was ended from outside."""
        last = self.entries[-1] if self.entries else None
        return not isinstance(last, Closed) or last.why == "interrupted"


def whole(played: Played) -> Played:
    """All of it, in memory."""
    return played


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What all parts of one play share. `folder` takes the contractor's files and logs.

    Several plays may share a `nursery`; without one, each has its own. A part is stopped when it
    has made more than `most_calls` calls. What has ended is held as `keep` gives it back.
    """

    contractor: ContractorFile
    folder: Path
    rules_sha256: str = ""
    at_a_time: int = AT_A_TIME
    nursery: Nursery | None = None
    most_calls: int = MOST_CALLS
    keep: Callable[[Played], Played] = whole


async def play_all(
    parts: Sequence[Part],
    stage: Stage,
    tell: Callable[[Played], None],
    ready: Callable[[str], None],
) -> tuple[list[Played], bool]:
    """Play a plan; what was played, in plan order, and whether it was interrupted.

    `tell` hears of each part as it finishes and is kept, `ready` of the address of each as it
    opens. When the task is cancelled, parts under way are closed and given back too, whole.
    Raises SetUpError.
    """
    if stage.nursery is None:
        with Nursery() as nursery:
            return await play_all(parts, replace(stage, nursery=nursery), tell, ready)
    await look_before(stage.contractor.driver)
    found: dict[str, Played] = {}
    turns = asyncio.Semaphore(stage.at_a_time)
    sandboxes = Sandboxes.on(":memory:")
    interrupted = False

    async def one(part: Part, endpoint: str) -> None:
        async with turns:
            ready(endpoint)
            await _play(part, stage, sandboxes, endpoint, found)
            found[part.name] = stage.keep(found[part.name])
            tell(found[part.name])

    try:
        async with serving(sandboxes) as listener:
            tasks = [asyncio.create_task(one(part, listener.endpoint(part.name))) for part in parts]
            try:
                await asyncio.gather(*tasks)
            except asyncio.CancelledError:  # gather has passed it on to each
                interrupted = True
            except BaseException:
                for task in tasks:
                    task.cancel()
                raise
            finally:
                await asyncio.gather(*tasks, return_exceptions=True)
    finally:
        sandboxes.shut()
    return [found[part.name] for part in parts if part.name in found], interrupted


async def _play(
    part: Part, stage: Stage, sandboxes: Sandboxes, endpoint: str, found: dict[str, Played]
) -> None:
    """Play one part to its end and put down what came of it, whatever happens."""
    contractor = stage.contractor
    sandbox = sandboxes.open(
        part.name,
        scenario=part.scenario,
        profile=part.profile,
        mode=part.mode,
        seed=part.seed,
        contractors=(
            Account(name=USERNAME, password=PASSWORD, authorisation=part.profile.authorisation),
        ),
        claims=contractor.journaled(),
        rules_sha256=stage.rules_sha256,
        clock=contractor.clock,
        vary=part.vary,
    )
    ruled_out = unmet(part.scenario, part.profile)
    if ruled_out:
        sandbox.close(f"{NOT_APPLICABLE}{ruled_out}")
        found[part.name] = Played(part=part, entries=tuple(sandbox.entries()))
        sandboxes.forget(part.name)
        return
    traffic = Traffic(sandbox)
    driver = choose(
        contractor.driver,
        surroundings(contractor, stage.folder, part.name, endpoint, stage.nursery),
        polls=traffic.polls,
        calls=traffic.calls,
        arrived=traffic.arrived,
    )
    sandbox.at_kill = driver.restart
    why, problem = "interrupted", ""
    try:
        await driver.start(sandbox.now().isoformat())
        await sandbox.driver_event("started")
        why = await hand_out(sandbox, driver, traffic, stage.most_calls)
    except ScriptError as error:
        problem = str(error)
    finally:
        killed = await driver.stop()
        if not sandbox.closed:
            if killed:
                sandbox.driver_event("killed")
            sandbox.close(why)
        found[part.name] = Played(part=part, entries=tuple(sandbox.entries()), problem=problem)
        sandboxes.forget(part.name)


async def hand_out(
    sandbox: Sandbox, driver: Driver, traffic: Traffic, most_calls: int = MOST_CALLS
) -> str:
    """Hand out facts and rounds until the sandbox has ended; why it did."""
    number = rounds = silences = 0
    while not sandbox.ended:
        number += 1
        told = sandbox.take_instructions(1)  # one by one: journaled when it is handed over
        if told:
            fact = fact_of(told[0], number, told[0].at)
        else:
            rounds += 1
            await sandbox.begin_round(rounds)
            fact = Fact(id=number, kind="round", now=sandbox.now().isoformat())
        before = traffic.calls()
        seen = await driver.deliver(fact)
        await sandbox.driver_event(seen.event, number, seen.detail)
        if seen.event is Saw.EXITED and driver.gone:
            return "exited"
        waited = seen.event is Saw.PATIENCE and traffic.calls() == before
        silences = silences + 1 if waited else 0
        if silences == MOST_SILENCES:
            return "patience"
        if traffic.calls() > most_calls:
            return "calls"
    return "script" if rounds < sandbox.scenario.maximum_rounds else "rounds"


def surroundings(
    contractor: ContractorFile,
    folder: Path,
    name: str,
    endpoint: str,
    nursery: Nursery | None = None,
) -> Surroundings:
    """Where a contractor works in the sandbox `name`, with folders made for it in `folder`.

    Raises SetUpError when they cannot be made.
    """
    # Absolute: the program need not work in the folder that nps was started in.
    work, logs = (folder / "work" / name).absolute(), folder / LOGS
    try:
        work.mkdir(parents=True, exist_ok=True)
        logs.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetUpError(f"{work}: cannot be made: {error.strerror or error}.") from error
    return Surroundings(
        endpoint=endpoint,
        username=USERNAME,
        password=PASSWORD,
        work=work,
        log=logs / f"{name}.txt",
        folder=contractor.folder,
        nursery=nursery,
    )
