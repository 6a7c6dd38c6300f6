"""How a play ends when the contractor does not let it."""

import asyncio
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from nps_conformance.contractor_file import load_contractor, reference
from nps_conformance.plan import MODES, MOST_CALLS, Part, Stage, play_all
from nps_scenarios.loader import load_profile, load_scenario


@pytest.mark.parametrize(("most", "why"), [(12, "calls"), (MOST_CALLS, "script")])
def test_a_contractor_that_calls_without_end_is_stopped(tmp_path, most, why):
    scenario = load_scenario("straight-road")
    profile = load_profile(scenario.profile)
    part = Part(scenario=scenario, profile=profile, mode="faithful", seed=scenario.seed)
    stage = Stage(contractor=reference(), folder=tmp_path, most_calls=most)

    (played,), interrupted = asyncio.run(play_all([part], stage, lambda _: None, lambda _: None))

    assert not interrupted
    assert played.entries[-1].why == why


def test_a_program_gets_a_folder_it_can_write_to_though_the_reports_are_given_relatively(
    tmp_path, monkeypatch
):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "program.py").write_text(
        "import os, pathlib\npathlib.Path(os.environ['NPS_WORK'], 'books').touch()\n"
    )
    file = elsewhere / "contractor.yaml"
    file.write_text(
        'name: Elsewhere\nversion: "1"\n'
        f"driver: {{kind: command, mode: resident, command: ['{sys.executable}', program.py]}}\n"
    )
    monkeypatch.chdir(tmp_path)
    scenario = load_scenario("straight-road")
    profile = load_profile(scenario.profile)
    part = Part(scenario=scenario, profile=profile, mode="faithful", seed=scenario.seed)
    stage = Stage(contractor=load_contractor(file), folder=Path("reports"))

    asyncio.run(play_all([part], stage, lambda _: None, lambda _: None))

    assert (tmp_path / "reports" / "work" / part.name / "books").exists()


def test_what_has_ended_is_held_as_it_is_kept_and_told_of_afterwards(tmp_path):
    scenario = load_scenario("straight-road")
    profile = load_profile(scenario.profile)
    parts = [
        Part(scenario=scenario, profile=profile, mode=mode, seed=scenario.seed) for mode in MODES
    ]
    whole, told = [], []

    def lighter(played):
        whole.append(len(played.entries))
        return replace(played, entries=played.entries[-1:])

    stage = Stage(contractor=reference(), folder=tmp_path, at_a_time=1, keep=lighter)
    played, _ = asyncio.run(play_all(parts, stage, told.append, lambda _: None))

    assert [each.part for each in played] == parts
    assert [len(each.entries) for each in played] == [1, 1]
    assert min(whole) > 1
    assert told == played
