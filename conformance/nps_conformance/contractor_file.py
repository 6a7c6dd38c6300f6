"""`contractor.yaml`: the contractor under test, and how it is driven.

Its JSON Schema is `contractor.schema.json`; errors name the line (see `nps_scenarios.complaints`).
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from nps_scenarios.complaints import check
from nps_scenarios.problems import SetUpError
from nps_scenarios.yaml_file import Document, read
from nps_simulator.messages.catalogue import OPERATIONS

GRAMMAR: Final = "conformance/CONTRACTOR-PROTOCOL.md"
PATIENCE: Final = 30.0  # seconds: a slow start of a large program, not a limit on verdicts


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverSettings:
    """How facts reach the contractor. `patience` is seconds of wall-clock time for one fact.

    `cwd` None is the folder of the file; `{work}` in it is a fresh folder for each sandbox.
    """

    kind: str
    mode: str = "resident"
    command: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: str | None = None
    patience: float = PATIENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractorFile:
    """What the contractor says of itself. `folder` is where relative paths begin."""

    name: str
    version: str
    driver: DriverSettings
    claims: tuple[str, ...] = tuple(OPERATIONS)
    clock: str = "given"
    folder: Path = field(default_factory=Path.cwd)

    def journaled(self) -> dict[str, Any]:
        """What of it enters the journal: nothing that differs from machine to machine."""
        return {
            "name": self.name,
            "version": self.version,
            "driver": self.driver.kind,
            "driver_mode": self.driver.mode if self.driver.kind == "command" else "",
            "apis": list(self.claims),
            "clock": self.clock,
        }


def reference(mode: str = "resident") -> ContractorFile:
    """The reference contractor, driven like any other."""
    module = "nps_conformance.contractors.reference"
    options = ("--per-instruction",) if mode == "per-instruction" else ()
    return ContractorFile(
        name="Reference contractor",
        version="1",
        # -P: a file in the working directory must not stand in for a library
        driver=DriverSettings(
            kind="command",
            mode=mode,
            command=(sys.executable, "-P", "-m", module, *options),
            cwd="{work}",
        ),
    )


def load_contractor(path: Path) -> ContractorFile:
    """Read a `contractor.yaml`. Raises SetUpError or FileError."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SetUpError(f"{path}: cannot be read: {error.strerror or error}.") from error
    document = read(raw, name=path.name, grammar=GRAMMAR)
    check(document, schema())
    value = document.value
    return ContractorFile(
        name=value["name"],
        version=value["version"],
        driver=_driver(document, value["driver"]),
        claims=tuple(value.get("claims", OPERATIONS)),
        clock=value.get("clock", "given"),
        folder=path.resolve().parent,
    )


@cache
def schema() -> Mapping[str, Any]:
    """The published JSON Schema."""
    found: dict[str, Any] = json.loads(
        (files("nps_conformance") / "contractor.schema.json").read_bytes()
    )
    return found


def _driver(document: Document, value: Mapping[str, Any]) -> DriverSettings:
    if value["kind"] == "command":
        for key in ("mode", "command"):
            if key not in value:
                problem = f"a driver of kind 'command' has no {key!r}."
                hint = "It needs mode (resident or per-instruction) and command."
                raise document.error(("driver",), problem, hint)
    else:
        for key in value.keys() - {"kind", "patience"}:
            problem = f"{key!r} says nothing beside kind {value['kind']!r}."
            raise document.error(("driver", key), problem)
    return DriverSettings(
        kind=value["kind"],
        mode=value.get("mode", "resident"),
        command=tuple(str(word) for word in value.get("command", ())),
        env={name: str(word) for name, word in value.get("env", {}).items()},
        cwd=value.get("cwd"),
        patience=float(value.get("patience", PATIENCE)),
    )
