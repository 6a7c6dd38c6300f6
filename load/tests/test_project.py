"""What holds for the project as a whole."""

import json
import re
import subprocess
import tomllib
from importlib.metadata import entry_points
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
FOLDERS = ("wsdl", "scenarios", "simulator", "reports", "conformance", "load")
LOCKS = ("requirements.lock", "requirements-source.lock")


def locked():
    """Name and the lines of each locked package."""
    for name in LOCKS:
        text = (ROOT / name).read_text(encoding="ascii").replace("\\\n", " ")
        for line in text.splitlines():
            if line and line[0] not in " #":
                yield re.split("[=<>; ]", line)[0], line


def test_every_locked_package_has_an_exact_version_and_hashes():
    lines = dict(locked())
    assert len(lines) > 50
    assert [
        n for n, line in lines.items() if "==" not in line or "--hash=sha256:" not in line
    ] == []


def test_every_dependency_of_a_newcomer_is_locked():
    wanted = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    wanted += PROJECT["project"]["optional-dependencies"]["spyne"]
    names = {re.split("[=<>; ]", each)[0].lower() for each in wanted}
    assert names - {name for name, _ in locked()} == set()


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_package_index(name):
    assert re.search("https?:|index-url|find-links|file:", (ROOT / name).read_text("ascii")) is None


@pytest.mark.parametrize("folder", ["simulator/tests/interop/node", "load/benchmarks/peers"])
def test_a_lock_for_node_has_hashes_and_names_no_registry(folder):
    path = ROOT / folder / "package-lock.json"
    packages = json.loads(path.read_text(encoding="utf-8"))["packages"]
    assert [name for name, each in packages.items() if "resolved" in each] == []
    assert [name for name, each in packages.items() if name and "integrity" not in each] == []


def test_no_module_has_more_than_300_lines():
    sizes = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for folder in FOLDERS
        for path in (ROOT / folder).glob("nps_*/**/*.py")
    }
    assert {path: lines for path, lines in sizes.items() if lines > 300} == {}


@pytest.mark.parametrize("group", ["nps.commands", "nps.engines"])
def test_every_entry_point_leads_somewhere(group):
    declared = PROJECT["project"]["entry-points"][group]
    found = {point.name: point for point in entry_points(group=group)}
    assert found.keys() == declared.keys()
    assert [name for name, point in found.items() if point.load() is None] == []


@pytest.mark.parametrize("command", ["python run.py certify", "python run.py test"])
def test_ci_calls_the_commands_of_the_readme(command):
    assert command in (ROOT / "README.md").read_text(encoding="utf-8")
    called = command.replace("python", '"$python"', 1)
    assert called in (ROOT / ".ci/run").read_text(encoding="utf-8")


def test_the_contract_and_the_pages_made_from_it_are_in_every_package(tmp_path):
    """Data files are found in an installation; `nps wsdl` reads one."""
    done = subprocess.run(["nps", "wsdl"], cwd=tmp_path, capture_output=True, check=True)
    assert b"<wsdl:definitions" in done.stdout or b"<definitions" in done.stdout
