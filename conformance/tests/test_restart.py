"""The restart quiz from end to end: the program is killed in the middle of a call, and is back."""

import asyncio
from dataclasses import replace

import pytest

from nps_conformance.contractor_file import DriverSettings, reference
from nps_conformance.judge import judge
from nps_conformance.plan import Part, Stage, play_all
from nps_scenarios.loader import load_profile, load_scenario
from nps_simulator.journal.entries import Closed, Driver, Exchange

KILLS = {"kill-before": "request-lost", "kill-after": "reply-lost"}


def _played(folder, scenario, contractor):
    loaded = load_scenario(scenario)
    part = Part(
        scenario=loaded, profile=load_profile(loaded.profile), mode="gullible", seed=loaded.seed
    )
    stage = Stage(contractor=contractor, folder=folder)
    ((played,), _) = asyncio.run(play_all([part], stage, lambda _: None, lambda _: None))
    assert played.problem == ""
    return played.entries


def _words(entries):
    return {each.rule: each.verdict.value for each in judge(entries)}


@pytest.mark.parametrize("mode", ["resident", "per-instruction"])
@pytest.mark.parametrize(
    ("scenario", "times"),
    [("restart-between-details-and-receipt", 2), ("restart-between-update-and-reply", 3)],
)
def test_the_reference_contractor_comes_back_and_goes_on(tmp_path, scenario, times, mode):
    entries = _played(tmp_path, scenario, reference(mode))

    restarts = [each for each in entries if isinstance(each, Driver) and each.event == "restarted"]
    killed = [each for each in entries if isinstance(each, Exchange) and each.fault in KILLS]
    assert len(restarts) == len(killed) == times
    assert all(each.delivery == KILLS[each.fault] for each in killed)
    last = entries[-1]
    assert isinstance(last, Closed)
    assert last.why == "script"
    assert all(each["held"] for each in last.expectations)
    assert _words(entries)["restart-survived"] == "PASSED"
    assert not {"FAILED", "WARNED", "ERROR"} & set(_words(entries).values())


def test_a_program_that_cannot_be_started_again_has_exited(tmp_path):
    once = tmp_path / "once.sh"
    program = reference().driver.command
    once.write_text(f'#!/bin/sh\nrm "$0"\nexec "{program[0]}" {" ".join(program[1:])}\n')
    once.chmod(0o755)
    settings = DriverSettings(
        kind="command", mode="resident", command=(str(once),), cwd="{work}", patience=30
    )
    contractor = replace(reference(), driver=settings)

    entries = _played(tmp_path, "restart-between-details-and-receipt", contractor)

    assert isinstance(entries[-1], Closed)
    assert entries[-1].why == "exited"


def test_it_does_not_apply_to_a_driver_that_cannot_start_the_program(tmp_path):
    nobody = replace(reference(), driver=DriverSettings(kind="none", patience=0.2))

    entries = _played(tmp_path, "restart-between-update-and-reply", nobody)

    assert _words(entries)["restart-survived"] == "NOT_APPLICABLE"
