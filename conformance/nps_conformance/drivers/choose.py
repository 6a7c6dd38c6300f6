"""Which driver a contractor's file asks for."""

from collections.abc import Callable, Sequence

from nps_conformance.contractor_file import DriverSettings
from nps_conformance.drivers import http
from nps_conformance.drivers.base import Driver, Surroundings
from nps_conformance.drivers.none import Nobody
from nps_conformance.drivers.per_instruction import PerInstruction
from nps_conformance.drivers.person import Person
from nps_conformance.drivers.resident import Resident
from nps_conformance.drivers.terminal import the_terminal
from nps_simulator.journal.entries import Exchange


def choose(
    settings: DriverSettings,
    around: Surroundings,
    *,
    polls: Callable[[], int],
    calls: Callable[[], int],
    arrived: Callable[[], Sequence[Exchange]] = tuple,
) -> Driver:
    """The driver of these settings. `polls` and `calls` count what has arrived; `arrived` gives
    what has come since it was last asked.
    """
    if settings.kind == "none":
        return Nobody(settings, polls=polls, calls=calls)
    if settings.kind == "person":
        return Person(settings, arrived=arrived)
    if settings.kind == "http":
        return http.Webhook(settings, around)
    if settings.mode == "per-instruction":
        return PerInstruction(settings, around)
    return Resident(settings, around)


async def look_before(settings: DriverSettings) -> None:
    """Raise SetUpError for what is known to be missing before anything is played."""
    if settings.kind == "http":
        await http.reachable(settings)
    if settings.kind == "person":
        the_terminal()
