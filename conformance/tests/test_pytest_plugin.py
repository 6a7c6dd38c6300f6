"""The plugin in real runs of pytest, each in a folder and a process of its own."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
INVOICES_TWICE = (ROOT / "conformance" / "examples" / "invoices-twice.yaml").read_text()

# Drops every test, and turns every failure into a pass.
HOSTILE_CONFTEST = """
import pytest

def pytest_collection_modifyitems(items):
    items[:] = []

@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    report.outcome = "passed"
"""
HOSTILE_INI = """
[pytest]
addopts = -k nothing --maxfail=1
python_files = nothing.py
"""
OWN_TESTS = """
import pytest

def test_a_raised_order_is_fetched_and_confirmed(nps_sandbox, nps_contractor):
    number = nps_sandbox.raise_order()
    nps_contractor.round(2)
    assert len(nps_sandbox.calls("RequestWorksOrderDetails", number)) == 1
    assert nps_sandbox.calls("ConfirmWorksOrderReceipt", number)

def test_a_lost_reply_is_asked_again(nps_sandbox, nps_contractor):
    nps_sandbox.fault("ConfirmWorksOrderReceipt", "lose-reply", count=1)
    number = nps_sandbox.raise_order()
    nps_contractor.round(3)
    assert len(nps_sandbox.calls("ConfirmWorksOrderReceipt", number)) == 2

def test_facts_are_told(nps_sandbox, nps_contractor):
    number = nps_sandbox.raise_order()
    nps_contractor.round()
    nps_contractor.tell("remark", order=number, text="Parking behind the shop")
    assert "Parking behind the shop" in str(nps_sandbox.calls("AddWorksOrderNote", number))

@pytest.mark.nps(scenario="rejected-variation", mode="gullible")
def test_a_scenario_is_played(nps_sandbox, nps_contractor):
    nps_contractor.play()
    assert nps_sandbox.broken() == []
    assert nps_sandbox.verdicts()["rejected-scope-not-invoiced"].verdict == "PASSED"

@pytest.mark.nps(scenario="no-such-scenario")
def test_a_scenario_that_is_not_there(nps_sandbox):
    assert nps_sandbox
"""


def run_pytest(folder: Path, *arguments: str) -> tuple[int, str]:
    """A pytest started in a folder, as a contractor would; its exit code and all it said."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *arguments],
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def client(tmp_path: Path) -> Path:
    """The folder of a client that invoices twice."""
    (tmp_path / "contractor.yaml").write_text(INVOICES_TWICE)
    return tmp_path


def suite(folder: Path, *more: str) -> tuple[int, str]:
    """The suite on the scenario of duplicate invoices."""
    options = ("--nps-contractor", "contractor.yaml", "--nps-scenario", "duplicate-invoice")
    return run_pytest(folder, *options, "--nps-reports", "reports", *more)


def test_a_broken_rule_is_a_failed_test_that_explains_itself(client: Path) -> None:
    code, said = suite(client, "--alluredir", "allure", "--nps-mode", "gullible")
    assert code == 1
    assert "test_rule[duplicate-invoice-gullible-work-invoiced-once]" in said
    assert "had already invoiced" in said
    assert "Rerun:  nps certify --scenario duplicate-invoice --mode gullible" in said
    run = json.loads((client / "reports" / "run.json").read_text())
    assert run["exit_code"] == 1
    results = [json.loads(each.read_text()) for each in (client / "allure").glob("*-result.json")]
    broken = next(each for each in results if "work-invoiced-once" in each["name"])
    assert broken["status"] == "failed"
    assert {"name": "suite", "value": "duplicate-invoice"} in broken["labels"]
    sources = [each["source"] for step in broken["steps"] for each in step["attachments"]]
    assert "CreateInvoice" in (client / "allure" / sources[0]).read_text()


def test_what_lies_in_the_clients_folder_changes_nothing(client: Path) -> None:
    (client / "conftest.py").write_text(HOSTILE_CONFTEST)
    (client / "pytest.ini").write_text(HOSTILE_INI)
    code, said = suite(client, "--nps-mode", "gullible")
    assert code == 1, said
    assert "FAILED" in said
    assert json.loads((client / "reports" / "run.json").read_text())["exit_code"] == 1


def test_a_known_failure_is_expected_to_fail(client: Path) -> None:
    known = "\n".join(
        f"  - {{rule: {rule}, reason: being mended, owner: us, until: 2099-12-31}}"
        for rule in ("work-invoiced-once", "repeat-with-same-reference")
    )
    (client / "contractor.yaml").write_text(f"{INVOICES_TWICE}\nknown_failures:\n{known}\n")
    code, said = suite(client, "--nps-mode", "gullible")
    assert code == 0, said
    assert "2 xfailed" in said


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("-n", "2"), "leave out -n"),
        (("--nps-scenario", "duplicate-invoise"), "duplicate-invoice"),
    ],
)
def test_what_cannot_be_run_is_a_usage_error(
    client: Path, more: tuple[str, ...], told: str
) -> None:
    code, said = suite(client, *more)
    assert code == pytest.ExitCode.USAGE_ERROR
    assert told in said
    assert "Traceback" not in said


def test_a_client_that_needs_a_person_is_sent_to_the_command(client: Path) -> None:
    (client / "contractor.yaml").write_text('name: By hand\nversion: "1"\ndriver: {kind: person}\n')
    code, said = suite(client)
    assert code == pytest.ExitCode.USAGE_ERROR
    assert "run nps certify instead" in said


def test_own_tests_get_a_landlord_and_their_client(tmp_path: Path) -> None:
    (tmp_path / "test_ours.py").write_text(OWN_TESTS)
    code, said = run_pytest(tmp_path, "-p", "no:cacheprovider")
    assert code == 1
    assert "4 passed, 1 error" in said, said
    assert "no-such-scenario" in said


def test_the_tests_on_the_page_pass(tmp_path: Path) -> None:
    page = (ROOT / "conformance" / "PYTEST.md").read_text()
    (code,) = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    (tmp_path / "test_page.py").write_text(code)
    exit_code, said = run_pytest(tmp_path, "-p", "no:cacheprovider")
    assert exit_code == 0, said
    assert "3 passed" in said


def test_without_its_option_and_fixtures_the_plugin_does_nothing(tmp_path: Path) -> None:
    (tmp_path / "test_ours.py").write_text("def test_nothing():\n    assert 'nps' != 'spn'\n")
    code, said = run_pytest(tmp_path, "-v")
    assert code == 0
    assert "1 passed" in said
