"""What a check says, and all checks in their order, found by being in this folder."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Final, Protocol, cast

from nps_conformance.doctor._visit import Visit

FOLDER: Final = Path(__file__).parent
PACKAGE: Final = __name__.rpartition(".")[0]


class Status(StrEnum):
    """What came of a check."""

    OK = "ok"
    PROBLEM = "problem"
    NOT_REACHED = "not reached"  # something before it has to be mended first


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What was seen, and, when it is a problem, what to change."""

    status: Status
    seen: str
    change: str = ""


class Check(Protocol):
    """One module of this folder."""

    ORDER: int
    NAME: str
    NEEDS: tuple[str, ...]
    look: Callable[[Visit], Finding]


class ChecksClashError(RuntimeError):
    """Two checks have one name or one place."""


def ok(seen: str) -> Finding:
    """Nothing to change."""
    return Finding(status=Status.OK, seen=seen)


def problem(seen: str, change: str) -> Finding:
    """Something to change, and what."""
    return Finding(status=Status.PROBLEM, seen=seen, change=change)


def not_reached(seen: str) -> Finding:
    """Nothing can be said yet."""
    return Finding(status=Status.NOT_REACHED, seen=seen)


def checks(folder: Path = FOLDER) -> Sequence[Check]:
    """All checks in their order. Raises ChecksClashError."""
    found = [
        cast("Check", import_module(f"{PACKAGE}.{info.name}"))
        for info in iter_modules([str(folder)])
        if not info.name.startswith("_")
    ]
    return collect(found)


def collect(found: Sequence[Check]) -> Sequence[Check]:
    """Checks in their order. Raises ChecksClashError, which names both."""
    places: dict[object, str] = {}
    for each in found:
        module = getattr(each, "__name__", each.NAME)
        for place in (each.ORDER, each.NAME):
            if place in places:
                raise ChecksClashError(
                    f"{places[place]} and {module} are both check {place!r}; change one."
                )
            places[place] = module
    return sorted(found, key=lambda each: each.ORDER)


def examine(visit: Visit, found: Sequence[Check]) -> list[tuple[Check, Finding]]:
    """Every check's finding; one whose needs are not met is not reached, so that one cause is
    reported once.
    """
    said: list[tuple[Check, Finding]] = []
    bad: set[str] = set()
    for each in found:
        missing = [name for name in each.NEEDS if name in bad]
        if missing:
            finding = not_reached(f"first mend: {missing[0]}")
            bad.add(each.NAME)  # what needs it is not reached either
        else:
            finding = each.look(visit)
            if finding.status is Status.PROBLEM:
                bad.add(each.NAME)
        said.append((each, finding))
    return said
