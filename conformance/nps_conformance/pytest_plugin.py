"""The pytest plugin: `pytest --nps-contractor contractor.yaml`, and fixtures for tests of your own.

With `--nps-contractor` the conformance suite is run, one test for each rule in each scenario and
mode, by a pytest of its own that reads no `conftest.py`, no `pytest.ini` and no settings of the
folder it is started in: the suite judges a client, and the client's folder must not be able to
change the judgement. Reports are those of `nps certify`.

Without it nothing happens, until a test asks for `nps_sandbox` (a landlord of its own) or
`nps_contractor` (the client of a `contractor.yaml`, working for that landlord).

This module is read by every pytest in the environment, so it imports nothing that takes time.
"""

import os
import subprocess
import sys
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final

import pytest

SUITE: Final = "nps_conformance.pytest_suite"
LANDLORD: Final = "nps_conformance.pytest_landlord"
ISOLATED: Final = "NPS_PYTEST_SUITE"  # set in the environment of the suite's own pytest
FOREIGN: Final = ("PYTEST_ADDOPTS", "PYTEST_PLUGINS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the suite, by the names they have in `nps certify`."""
    group = parser.getgroup("nps", "NPS conformance suite")
    group.addoption(
        "--nps-contractor",
        metavar="FILE",
        help="run the conformance suite against the client of this contractor.yaml",
    )
    group.addoption("--nps-scenario", metavar="NAME", action="append", help="only this scenario")
    group.addoption("--nps-scenarios", metavar="DIR", help="a folder of scenarios of your own")
    group.addoption("--nps-profile", metavar="NAME", help="the landlord")
    group.addoption(
        "--nps-mode", choices=["faithful", "gullible", "both"], default="both", help="(both)"
    )
    group.addoption("--nps-seed", metavar="N", type=int, help="(the scenario's)")
    group.addoption(
        "--nps-no-control",
        action="store_true",
        help="believe every failure; without it, a scenario in which the client fails is played "
        "again with the reference contractor, to see that it is not the scenario's fault",
    )
    group.addoption("--nps-reports", metavar="DIR", help="where the reports of the suite go")
    parser.addini(
        "nps_contractor_file",
        "the contractor.yaml that the fixture nps_contractor starts, from the root folder",
        default="contractor.yaml",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Say what the marker is for."""
    config.addinivalue_line(
        "markers",
        "nps(scenario, profile, mode, seed): the landlord that nps_sandbox opens; all are optional",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Hand over to a pytest of its own before anything of this folder is read."""
    if os.environ.get(ISOLATED) or not early_config.known_args_namespace.nps_contractor:
        return
    given = [str(each) for each in early_config.invocation_params.args]
    environment = {name: text for name, text in os.environ.items() if name not in FOREIGN}
    with as_file(files("nps_conformance") / "pytest_suite" / "isolated.ini") as settings:
        command = [
            *(sys.executable, "-P", "-m", "pytest", "-c", str(settings)),
            *("--rootdir", str(Path.cwd()), "--noconftest", "-p", f"{SUITE}.playing"),
            *(*given, "--pyargs", f"{SUITE}.certification"),
        ]
        done = subprocess.run(command, env={**environment, ISOLATED: "1"}, check=False)  # noqa: S603 - this Python, with what this pytest was given
    raise SystemExit(done.returncode)


@pytest.fixture
def nps_sandbox(request: pytest.FixtureRequest) -> Any:  # noqa: ANN401 - its class is read only when somebody asks for it
    """A landlord of its own for this test; see `nps_conformance.pytest_landlord.Landlord`."""
    request.config.pluginmanager.import_plugin(LANDLORD)
    return request.getfixturevalue("nps_open_landlord")


@pytest.fixture
def nps_contractor(request: pytest.FixtureRequest) -> Any:  # noqa: ANN401 - likewise
    """The client under test, started; see `nps_conformance.pytest_landlord.Client`."""
    request.config.pluginmanager.import_plugin(LANDLORD)
    return request.getfixturevalue("nps_started_client")
