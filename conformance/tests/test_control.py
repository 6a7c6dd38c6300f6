"""The control run: what the reference contractor fails too is our fault, not the contractor's."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from nps_conformance.control import controlled
from nps_conformance.judge_run import judge_run
from nps_conformance.rules._book import RULES

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


def _nps(folder, *words):
    done = subprocess.run(
        [NPS, *words], cwd=folder, capture_output=True, text=True, timeout=240, check=False
    )
    return done.returncode, done.stdout


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


def test_without_a_control_every_failure_is_believed(planted):
    code, said = _nps(planted, *CERTIFY, "--scenario", "planted.yaml", "--no-control")

    assert code == 1
    assert "reference contractor" not in said


def test_in_a_scenario_that_is_not_at_fault_a_failure_stands(planted):
    code, said = _nps(planted, *CERTIFY, "--scenario", "straight-road")

    assert code == 1
    assert "Played again with the reference contractor" in said
    assert (planted / "out/control/journals/straight-road-gullible.jsonl").exists()
