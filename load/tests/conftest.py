"""What the tests of this folder share: the command as a real process, and a landlord to load."""

import json
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from desk_builder import LOGIN

from nps_load.simulator import PROGRAM, Simulator, own_logins, running
from nps_load.targets import write_logins

PATIENCE = 120


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str
    reports: Path

    @property
    def outcome(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.reports / "load.json").read_bytes())
        return content

    def verdict(self, name: str, view: str) -> str:
        return next(
            each["verdict"]
            for each in self.outcome["invariants"]
            if (each["name"], each["view"]) == (name, view)
        )

    def count(self, row: str) -> int:
        return next(
            (
                each["count"]
                for each in self.outcome["latencies"]
                if (each["of"], each["clock"]) == (row, "raw")
            ),
            0,
        )


def run_nps_load(reports: Path, *arguments: str, cwd: Path | None = None) -> Ran:
    command = [*PROGRAM, "load", "--reports", str(reports), *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE, check=False, cwd=cwd
    )
    return Ran(done.returncode, done.stdout, done.stderr, reports)


@pytest.fixture(scope="session")
def nps_load() -> Callable[..., Ran]:
    """Run the command to its end: a directory for reports, then its options."""
    return run_nps_load


@pytest.fixture(scope="session")
def lenient() -> Callable[[Path], tuple[str, str]]:
    """Write thresholds that a busy build machine holds as well, and return the option."""
    return write_lenient


def write_lenient(folder: Path) -> tuple[str, str]:
    path = folder / "lenient.yaml"
    path.write_text(
        "thresholds:\n"
        "  - {name: load, of: AP1, value: count, at_least: 5}\n"
        "  - {name: errors, of: all, value: error-share, at_most: 0}\n"
        "  - {name: soon, of: raised-receipted, value: p95, at_most: 60}\n"
    )
    return "--thresholds", str(path)


@pytest.fixture
def landlord(tmp_path: Path) -> Iterator[str]:
    """A simulator started by somebody else; its users file is there."""
    logins = own_logins(4)
    write_logins(tmp_path / "users.csv", logins)
    with running(tmp_path, logins) as simulator:
        control = simulator.control()
        for login in logins:
            order = {
                "priority": "ROU",
                "description": "x",
                "lines": [{"sor": "900101", "quantity": "1"}],
            }
            control.ask("POST", "/sandboxes/load/orders", {**order, "contractor": login.username})
        control.close()
        yield simulator.endpoint


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[Simulator]:
    """Our own, for one contractor."""
    with running(tmp_path, (LOGIN,)) as found:
        yield found
