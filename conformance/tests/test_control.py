"""The control run: what the reference contractor fails too is our fault, not the contractor's."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from nps_conformance.contractor_file import reference
from nps_conformance.control import controlled, play_control
from nps_conformance.judge_run import judge_run
from nps_conformance.plan import Part, Played
from nps_conformance.rules._book import RULES
from nps_scenarios.loader import load_profile, load_scenarios

RULE = "details-receipted"
NPS = str(Path(sys.executable).with_name("nps"))
# The end of this scenario cannot be reached: nobody completes the order.
PLANTED = """\
id: planted
title: Planted
why: Its end cannot be reached by anybody.
covers: [receipt-after-details]
starts: 2026-03-02T08:00:00
seed: 1
tail: 3
script:
  - when: start
    then:
      - raise_order:
          order: tap
          priority: ROU
          description: Tap drips
          lines: [{sor: "900101", quantity: "1.00"}]
expects:
  tap: CLO
"""


def _failing(make, **closing):
    journal = make.journal()
    journal.poll("1/1")
    journal.details()
    journal.rounds(5)
    journal.close(**closing)
    return journal.entries


def _passing(make, **closing):
    journal = make.journal()
    journal.received()
    journal.rounds(5)
    journal.close(**closing)
    return journal.entries


def _word(run):
    return next(each for each in run.verdicts if each.rule == RULE)


def test_what_the_reference_contractor_comes_through_stays_failed(make):
    run = judge_run([_failing(make)])

    assert controlled(run, [_passing(make)]) == run
    assert (_word(run).verdict, run.exit_code) == ("FAILED", 1)


def test_a_rule_that_the_reference_contractor_breaks_too_is_an_error_of_ours(make):
    run = controlled(judge_run([_failing(make)]), [_failing(make)])

    assert _word(run).verdict == "ERROR"
    assert f"({RULE} is FAILED for it)" in _word(run).reason
    assert next(each.verdict for each in run.summary if each.rule == RULE) == "ERROR"
    assert run.exit_code == 4


@pytest.mark.parametrize(
    "closing",
    [
        {"why": "interrupted"},
        {"expectations": [{"order": "tap", "expected": "CLO", "held": False}]},
    ],
)
def test_an_end_that_the_reference_contractor_does_not_reach_is_an_error_of_ours(make, closing):
    run = controlled(judge_run([_failing(make)]), [_passing(make, **closing)])

    assert _word(run).verdict == "ERROR"
    assert "it does not reach the expected end" in _word(run).reason


def test_a_control_of_another_sandbox_says_nothing(make):
    other = make.journal(mode="gullible")
    other.poll("1/1")
    other.details()
    other.rounds(5)
    other.close()

    assert _word(controlled(judge_run([_failing(make)]), [other.entries])).verdict == "FAILED"


def test_no_control_changes_nothing(make):
    run = judge_run([_failing(make)], RULES)

    assert controlled(run, []) is run


@pytest.fixture
def part():
    """The sandbox of the journals."""
    (scenario,) = load_scenarios("straight-road", [])
    scenario = replace(scenario, id="small")
    return Part(scenario=scenario, profile=load_profile("certification"), mode="faithful", seed=1)


@pytest.mark.parametrize(("interrupted", "kept"), [(True, []), (False, ["small-faithful.jsonl"])])
def test_a_control_run_that_somebody_interrupted_says_nothing(
    make, part, tmp_path, interrupted, kept
):
    entries = _failing(make)
    cut_off = Played(part=part, entries=_passing(make, why="interrupted"))

    journals = play_control(
        judge_run([entries]),
        [Played(part=part, entries=entries)],
        reference(),
        tmp_path,
        lambda parts, _: ([cut_off for _ in parts], interrupted),
    )

    assert [each.name for each in tmp_path.glob("control/journals/*")] == kept
    assert len(journals) == len(kept)


def _nps(folder, *words):
    done = subprocess.run(
        [NPS, *words], cwd=folder, capture_output=True, text=True, timeout=240, check=False
    )
    return done.returncode, done.stdout


def _pytest(folder, *words):
    """The plugin on the planted scenario; its exit code and all it said."""
    options = ("--nps-contractor", "contractor.yaml", "--nps-scenario", "planted.yaml")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "--nps-reports", "out", "-q", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture
def planted(tmp_path):
    """A scenario at fault, and a contractor that breaks a rule in it."""
    (tmp_path / "planted.yaml").write_text(PLANTED)
    program = json.dumps(
        [sys.executable, "-P", "-m", "nps_conformance.contractors.faulty", "receipts-unread"]
    )
    (tmp_path / "contractor.yaml").write_text(
        f'name: Tried\nversion: "1"\ndriver:\n  kind: command\n  mode: resident\n'
        f'  command: {program}\n  cwd: "{{work}}"\n'
    )
    return tmp_path


CERTIFY = ("certify", "--contractor", "contractor.yaml", "--mode", "gullible", "--reports", "out")


def test_a_scenario_at_fault_is_found_by_playing_it_with_the_reference_contractor(planted):
    code, said = _nps(planted, *CERTIFY, "--scenario", "planted.yaml")

    assert code == 4
    assert "Played again with the reference contractor" in said
    written = (planted / "out" / "run.json").read_text()
    words = {each["rule"]: each["verdict"] for each in json.loads(written)["summary"]}
    assert words["receipt-after-details"] == "ERROR"
    assert _nps(planted, "judge", "out", "--json") == (4, written)
    assert _nps(planted, "redact", "out")[0] == 0
    redacted = (planted / "out-redacted" / "run.json").read_text()
    assert json.loads(redacted)["summary"] == json.loads(written)["summary"]
    assert _nps(planted, "judge", "out-redacted", "--json") == (4, redacted)


def test_without_a_control_every_failure_is_believed(planted):
    code, said = _nps(planted, *CERTIFY, "--scenario", "planted.yaml", "--no-control")

    assert code == 1
    assert "reference contractor" not in said


def test_in_a_scenario_that_is_not_at_fault_a_failure_stands(planted):
    code, said = _nps(planted, *CERTIFY, "--scenario", "straight-road")

    assert code == 1
    assert "Played again with the reference contractor" in said
    assert (planted / "out/control/journals/straight-road-gullible.jsonl").exists()


SUITE = ("--nps-mode", "gullible")
TEST = "test_rule[planted-gullible-receipt-after-details]"


def test_pytest_says_error_where_the_reference_contractor_does_not_come_through(planted):
    code, said = _pytest(planted, *SUITE, "--junitxml", "suite.xml")

    assert code == 1
    assert f"ERROR at setup of {TEST}" in said
    assert "the scenario or the judge is at fault" in said
    assert "What failed was played again with the reference contractor." in said
    case = next(each for each in _cases(planted / "suite.xml") if each.get("name") == TEST)
    assert [each.tag for each in case] == ["error"]
    written = (planted / "out" / "run.json").read_text()
    words = {each["rule"]: each["verdict"] for each in json.loads(written)["summary"]}
    assert words["receipt-after-details"] == "ERROR"
    assert json.loads(written)["exit_code"] == 4
    assert _nps(planted, "judge", "out", "--json") == (4, written)


def test_pytest_believes_every_failure_when_told_to(planted):
    code, said = _pytest(planted, *SUITE, "--nps-no-control", "--junitxml", "suite.xml")

    assert code == 1
    assert "reference contractor" not in said
    case = next(each for each in _cases(planted / "suite.xml") if each.get("name") == TEST)
    assert [each.tag for each in case] == ["failure"]
    assert json.loads((planted / "out" / "run.json").read_bytes())["exit_code"] == 1
    assert not (planted / "out" / "control").exists()


def _cases(path):
    return ET.parse(path).iter("testcase")
