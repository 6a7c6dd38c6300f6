"""Two seeds, two legal forms of the same scenario, the same verdicts; one seed, one run."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from nps_simulator.journal.entries import Exchange
from nps_simulator.journal.files import read_journal

SCENARIO = "rejected-variation"
LONG = 240  # seconds; only a hanging command takes so long


@pytest.fixture(scope="module")
def run_of(tmp_path_factory):
    """Runs of the reference contractor: run.json and the exchanges, by seed and name."""
    folder = tmp_path_factory.mktemp("varied")

    def certify(name, seed, *words):
        reports = folder / name
        done = subprocess.run(
            [
                Path(sys.executable).with_name("nps"),
                "certify",
                "--scenario",
                SCENARIO,
                "--mode",
                "faithful",
                "--seed",
                str(seed),
                "--reports",
                reports,
                *words,
            ],
            capture_output=True,
            text=True,
            timeout=LONG,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        journal = read_journal(reports / "journals" / f"{SCENARIO}-faithful.jsonl")
        exchanges = [entry for entry in journal if isinstance(entry, Exchange)]
        return (reports / "run.json").read_bytes(), exchanges

    return {
        "one": certify("one", 1),
        "again": certify("again", 1),
        "other": certify("other", 2),
        "plain": certify("plain", 1, "--no-variation"),
    }


def bodies(run):
    return [each.http_reply.body for each in run[1] if each.outcome == "success"]


def verdicts(run):
    return {(each["rule"], each["verdict"]) for each in json.loads(run[0])["verdicts"]}


def test_two_seeds_give_two_forms_and_the_same_verdicts(run_of):
    assert bodies(run_of["one"]) != bodies(run_of["other"])
    assert verdicts(run_of["one"]) == verdicts(run_of["other"]) == verdicts(run_of["plain"])


def test_the_same_seed_gives_the_same_run_byte_for_byte(run_of):
    assert run_of["one"][0] == run_of["again"][0]
    assert bodies(run_of["one"]) == bodies(run_of["again"])


def test_certification_varies_unless_it_is_told_not_to(run_of):
    def looks(run):
        return {body.split(">")[1].split()[0] for body in bodies(run)}

    assert len(looks(run_of["one"])) > 2
    assert len(looks(run_of["plain"])) == 1
