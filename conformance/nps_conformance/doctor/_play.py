"""Plays the doctor's small scenario with a contractor, and gives back all that was seen."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from nps_conformance.contractor_file import load_contractor
from nps_conformance.doctor._first_contact import OWN, Tap
from nps_conformance.doctor._visit import Told, Visit
from nps_conformance.drivers.base import Driver, Fact, Saw, Surroundings, fact_of
from nps_conformance.drivers.choose import choose, look_before
from nps_conformance.plan import PASSWORD, USERNAME, surroundings
from nps_conformance.run_folder import fresh
from nps_conformance.said import end_of
from nps_conformance.traffic import Traffic
from nps_scenarios.loader import load_profile, load_scenario
from nps_scenarios.problems import SetUpError
from nps_scenarios.scenario import Scenario
from nps_simulator.clock import uk_now
from nps_simulator.endpoints.gateway import PREFIX, Gateway
from nps_simulator.endpoints.transport import Limits
from nps_simulator.endpoints.wirelog import WireLog
from nps_simulator.sandbox.definition import Account
from nps_simulator.sandbox.sandbox import Sandbox
from nps_simulator.sandbox.sandboxes import Sandboxes
from nps_simulator.server.listener import Address, ListenError, listening

BY_HAND: Final = frozenset({"none", "person"})  # somebody points these clients here
SCENARIO: Final = "first-contact.yaml"
MOST_SILENCES: Final = 2  # facts whose patience ran out; more say no more
PROBE_SECONDS: Final = 5.0


@contextmanager
def visiting(path: Path, reports: Path, ready: Callable[[str], None]) -> Iterator[Visit]:
    """What was seen of a contractor; its folders are there until the block ends.

    `ready` hears of the address when only a person can point the contractor at it.
    """
    seen = Visit(path=path, reports=reports, machine=uk_now())
    try:
        contractor = load_contractor(path)
    except SetUpError as error:
        yield replace(seen, file_problem=str(error))
        return
    with _folder(reports) as folder:
        yield asyncio.run(_visit(replace(seen, contractor=contractor), folder, ready))


@contextmanager
def _folder(reports: Path) -> Iterator[Path]:
    """A folder where `nps certify` would have the run's, so that `{work}` is as it will be there.

    It is removed in the end, with what had to be made above it. Where it cannot be made (which a
    check tells), it is among the machine's temporary ones.
    """
    try:
        folder = fresh(reports, "doctor")
        made = [each for each in (folder, *folder.parents) if not each.exists()]
        folder.mkdir(parents=True)
    except OSError:
        # One that cannot be removed in time must not spoil what was seen.
        with TemporaryDirectory(prefix="nps-doctor-", ignore_cleanup_errors=True) as elsewhere:
            yield Path(elsewhere)
        return
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        for each in made[1:]:
            with suppress(OSError):  # somebody has put something there
                each.rmdir()


def scenario() -> Scenario:
    """The doctor's own scenario."""
    with as_file(files("nps_conformance.doctor") / SCENARIO) as path:
        return load_scenario(path)


async def _visit(seen: Visit, folder: Path, ready: Callable[[str], None]) -> Visit:
    sandboxes = Sandboxes.on(":memory:")
    log = WireLog()
    gateway = Gateway(sandboxes, log)
    tap = Tap(gateway)
    try:
        async with listening(tap, limits=Limits(), log=log) as address:
            gateway.origin = address.url
            name = scenario().id
            around = surroundings(seen.known, folder, name, f"{address.url}{PREFIX}{name}/")
            environment = {
                **seen.environment,
                **{name: around.filled(text) for name, text in seen.known.driver.env.items()},
            }
            seen = replace(seen, around=around, environment=environment)
            seen = replace(seen, answer_problem=await _probe(address))
            if not seen.answer_problem:
                if seen.known.driver.kind in BY_HAND:
                    ready(around.endpoint)
                seen = await _play(seen, sandboxes, around)
    except ListenError as error:
        return replace(seen, port_problem=str(error))
    finally:
        sandboxes.shut()
    others = tuple(each for each in log.entries if OWN not in each.start)
    said = await asyncio.to_thread(end_of, around.log)
    return replace(seen, refused=others, requests=tuple(tap.requests), said=said)


async def _probe(address: Address) -> str:
    """Ask ourselves over the socket, as any program of this machine would; what went wrong."""
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            reader, writer = await asyncio.open_connection(address.host, address.port)
            head = f"GET {OWN} HTTP/1.1\r\nHost: {address.host}\r\nConnection: close\r\n\r\n"
            writer.write(head.encode())
            await writer.drain()
            line = await reader.readline()
            writer.close()
            await writer.wait_closed()
    except TimeoutError:
        return f"no answer within {PROBE_SECONDS:g} s"
    except OSError as error:
        return error.strerror or str(error)
    return "" if line.startswith(b"HTTP/1.1 ") else f"something else answered: {line!r}"


async def _play(seen: Visit, sandboxes: Sandboxes, around: Surroundings) -> Visit:
    contractor = seen.known
    profile = load_profile(scenario().profile)
    sandbox = sandboxes.open(
        scenario().id,
        scenario=scenario(),
        profile=profile,
        contractors=(
            Account(name=USERNAME, password=PASSWORD, authorisation=profile.authorisation),
        ),
        claims=contractor.journaled(),
        clock=contractor.clock,
    )
    traffic = Traffic(sandbox)
    driver = choose(
        contractor.driver,
        around,
        polls=traffic.polls,
        calls=traffic.calls,
        arrived=traffic.arrived,
    )
    told: list[Told] = []
    problem = ""
    try:
        await look_before(contractor.driver)
        await driver.start(sandbox.now().isoformat())
        await _hand_out(sandbox, driver, traffic, told)
    except SetUpError as error:
        problem = str(error)
    finally:
        await driver.stop()
        sandbox.close("asked")
    entries = tuple(sandbox.entries())
    return replace(seen, start_problem=problem, told=tuple(told), entries=entries)


async def _hand_out(sandbox: Sandbox, driver: Driver, traffic: Traffic, told: list[Told]) -> None:
    """Hand out facts and rounds until the scenario is through, or more would say no more."""
    number = rounds = silences = 0
    while not sandbox.ended and silences < MOST_SILENCES and not (number and driver.gone):
        number += 1
        instructions = sandbox.take_instructions(1)
        if instructions:
            fact = fact_of(instructions[0], number, instructions[0].at)
        else:
            rounds += 1
            await sandbox.begin_round(rounds)
            fact = Fact(id=number, kind="round", now=sandbox.now().isoformat())
        outcome = await driver.deliver(fact)
        told.append(Told(fact=fact, seen=outcome, calls=traffic.calls()))
        silences += outcome.event is Saw.PATIENCE
        if outcome.event is Saw.PATIENCE and not traffic.calls():
            return
