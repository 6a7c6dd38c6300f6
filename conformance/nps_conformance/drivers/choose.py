"""Which driver a contractor's file asks for."""

from collections.abc import Callable

from nps_conformance.contractor_file import DriverSettings
from nps_conformance.drivers.base import Driver, Surroundings
from nps_conformance.drivers.none import Nobody
from nps_conformance.drivers.per_instruction import PerInstruction
from nps_conformance.drivers.resident import Resident


def choose(
    settings: DriverSettings,
    around: Surroundings,
    *,
    polls: Callable[[], int],
    calls: Callable[[], int],
) -> Driver:
    """The driver of these settings. `polls` and `calls` count what has arrived."""
    if settings.kind == "none":
        return Nobody(settings, polls=polls, calls=calls)
    if settings.mode == "per-instruction":
        return PerInstruction(settings, around)
    return Resident(settings, around)
