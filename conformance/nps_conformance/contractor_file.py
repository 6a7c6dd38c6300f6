"""`contractor.yaml`: the contractor under test, and how it is driven.

Its JSON Schema is `contractor.schema.json`; errors name the line (see `nps_scenarios.complaints`).
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from nps_conformance.client_build import hashed
from nps_scenarios.checking import check
from nps_scenarios.problems import SetUpError
from nps_scenarios.readable import check_readable
from nps_scenarios.yaml_file import Document, read
from nps_simulator.messages.catalogue import OPERATIONS

GRAMMAR: Final = "conformance/CONTRACTOR-PROTOCOL.md"
PATIENCE: Final = 30.0  # seconds: a slow start of a large program, not a limit on verdicts
PERSONS_PATIENCE: Final = 900.0  # seconds: somebody types it into a system, and may be called away

# What may stand beside each kind of driver, and what must.
FIELDS: Final[Mapping[str, frozenset[str]]] = {
    "command": frozenset({"kind", "patience", "mode", "command", "env", "cwd"}),
    "http": frozenset({"kind", "patience", "url", "headers"}),
    "person": frozenset({"kind", "patience"}),
    "none": frozenset({"kind", "patience"}),
}
NEEDED: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "command": (
        ("mode", "command"),
        "It needs mode (resident or per-instruction) and command.",
    ),
    "http": (("url",), "It needs url, the address of your webhook."),
}
OURS: Final = frozenset({"host", "content-type", "content-length", "transfer-encoding"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverSettings:
    """How facts reach the contractor. `patience` is seconds of wall-clock time for one fact.

    `cwd` None is the folder of the file; `{work}` in it is a fresh folder for each sandbox. `url`
    and `headers` are those of a webhook.
    """

    kind: str
    mode: str = "resident"
    command: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: str | None = None
    url: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    patience: float = PATIENCE


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFailure:
    """A rule the contractor is known to break: why, who mends it, and the last day it is let pass.

    Whether such a rule exists is not looked at here: that is for the run to say.
    """

    rule: str
    reason: str
    owner: str
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractorFile:
    """What the contractor says of itself. `folder` is where relative paths begin; `hashed` has the
    SHA-256 (hex) of the files that the command names, by file name.
    """

    name: str
    version: str
    driver: DriverSettings
    claims: tuple[str, ...] = tuple(OPERATIONS)
    clock: str = "given"
    known_failures: tuple[KnownFailure, ...] = ()
    folder: Path = field(default_factory=Path.cwd)
    hashed: Mapping[str, str] = field(default_factory=dict)

    def journaled(self) -> dict[str, Any]:
        """What of it enters the journal: nothing that differs from machine to machine."""
        return {
            "name": self.name,
            "version": self.version,
            "driver": self.driver.kind,
            "driver_mode": self.driver.mode if self.driver.kind == "command" else "",
            "apis": list(self.claims),
            "clock": self.clock,
            **({"hashed": dict(self.hashed)} if self.hashed else {}),
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
            # It always says when it is done. On a machine that is too busy for the usual time what
            # it does next would differ from run to run.
            patience=4 * PATIENCE,
        ),
    )


def load_contractor(path: Path) -> ContractorFile:
    """Read a `contractor.yaml`. Raises SetUpError or FileError."""
    check_readable(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise SetUpError(f"{path}: cannot be read: {error.strerror or error}.") from error
    document = read(raw, name=path.name, grammar=GRAMMAR)
    check(document, schema())
    value = document.value
    driver, folder = _driver(document, value["driver"]), path.resolve().parent
    return ContractorFile(
        name=value["name"],
        version=value["version"],
        driver=driver,
        claims=tuple(value.get("claims", OPERATIONS)),
        clock=value.get("clock", "given"),
        known_failures=_known_failures(document, value.get("known_failures", ())),
        folder=folder,
        hashed=hashed(driver.command, folder, driver.cwd),
    )


@cache
def schema() -> Mapping[str, Any]:
    """The published JSON Schema."""
    found: dict[str, Any] = json.loads(
        (files("nps_conformance") / "contractor.schema.json").read_bytes()
    )
    return found


def _driver(document: Document, value: Mapping[str, Any]) -> DriverSettings:
    kind = value["kind"]
    for key in value.keys() - FIELDS[kind]:
        problem = f"{key!r} says nothing beside kind {kind!r}."
        raise document.error(("driver", key), problem)
    needed, hint = NEEDED.get(kind, ((), ""))
    for key in needed:
        if key not in value:
            raise document.error(("driver",), f"a driver of kind {kind!r} has no {key!r}.", hint)
    if kind == "http":
        _check_address(document, value)
    usual = PERSONS_PATIENCE if kind == "person" else PATIENCE
    return DriverSettings(
        kind=kind,
        mode=value.get("mode", "resident"),
        command=tuple(str(word) for word in value.get("command", ())),
        env={name: str(word) for name, word in value.get("env", {}).items()},
        cwd=value.get("cwd"),
        url=value.get("url", ""),
        headers={name: str(word) for name, word in value.get("headers", {}).items()},
        patience=float(value.get("patience", usual)),
    )


def _check_address(document: Document, value: Mapping[str, Any]) -> None:
    """Raise FileError for an address or a header that no request can be made of."""
    url = value["url"]
    hint = "Expected http:// or https://, a host, perhaps a port and a path."
    try:
        parts = urlsplit(url)
        usable = (
            parts.scheme in {"http", "https"}
            and parts.hostname
            and parts.port != 0
            and "@" not in parts.netloc
            and not any(each.isspace() or not each.isprintable() for each in url)
            and url.isascii()
        )
    except ValueError:  # a port that is no number
        usable = False
    if not usable:
        raise document.error(("driver", "url"), f"'url' is {url!r}.", hint)
    for name in value.get("headers", {}):
        if name.lower() in OURS:
            problem = f"the header {name!r} is written by the driver itself."
            raise document.error(("driver", "headers", name), problem, "Leave it out.")


def _known_failures(
    document: Document, several: Sequence[Mapping[str, str]]
) -> tuple[KnownFailure, ...]:
    found: dict[str, KnownFailure] = {}
    for number, value in enumerate(several):
        rule = value["rule"]
        try:
            until = date.fromisoformat(value["until"])
        except ValueError:
            problem = f"'until' is {value['until']!r}."
            hint = "Expected a day of the calendar, such as 2026-12-31."
            raise document.error(("known_failures", number, "until"), problem, hint) from None
        if rule in found:
            problem = f"the known failure {rule!r} comes twice."
            raise document.error(("known_failures", number, "rule"), problem, "Name each once.")
        found[rule] = KnownFailure(
            rule=rule, reason=value["reason"], owner=value["owner"], until=until
        )
    return tuple(found.values())
