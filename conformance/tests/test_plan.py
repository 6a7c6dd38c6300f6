"""How a play ends when the contractor does not let it."""

import asyncio

import pytest

from nps_conformance.contractor_file import reference
from nps_conformance.plan import MOST_CALLS, Part, Stage, play_all
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
