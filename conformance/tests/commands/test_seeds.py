"""`nps seeds`; the whole of it is for the night, here is a sample."""

import pytest

from nps_conformance.command import main
from nps_conformance.commands.seeds import lacks, sampled
from nps_conformance.plan import Part, Played
from nps_scenarios.loader import load_profile, load_scenario, scenario_names


def test_the_reference_contractor_upholds_a_sample_of_scenarios_under_a_few_seeds(capsys):
    assert main(["seeds", "--seeds", "2", "--first", "7", "--sample", "2"]) == 0

    said = capsys.readouterr().out
    assert "seed 7: 4 sandboxes, all upheld" in said
    assert "seed 8: 4 sandboxes, all upheld" in said
    assert "8 sandboxes: every rule was upheld. (exit code 0)" in said


def _played(*journals):
    scenario = load_scenario("straight-road")
    profile = load_profile(scenario.profile)
    part = Part(scenario=scenario, profile=profile, mode="faithful", seed=1)
    return [Played(part=part, entries=tuple(each.entries)) for each in journals]


def test_what_is_not_upheld_is_told_with_its_rule(make):
    warned, undecided = make.journal(), make.journal(covers=["work-invoiced-once"])
    warned.received()
    warned.complete(never=True)
    warned.note(text="No answer; please look.")
    warned.rounds(5)
    undecided.poll()
    for each in (warned, undecided):
        each.close()

    (first, *_) = lacks(_played(warned))

    assert first.startswith("unclear-reply-settled-unaided WARNED (small, faithful: broken once")
    assert list(lacks(_played(undecided))) == ["Undecided: too little proof of work-invoiced-once."]


def test_a_sample_comes_to_every_scenario_in_turn():
    scenarios = [load_scenario(name) for name in scenario_names()]

    seen = {
        each.id for seed in range(1, 1 + len(scenarios)) for each in sampled(scenarios, seed, 3)
    }

    assert len(sampled(scenarios, 1, 3)) == 3
    assert seen == {each.id for each in scenarios}
    assert sampled(scenarios, 1, None) == scenarios


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--seeds", "0"], "--seeds is 0"),
        (["--sample", "0"], "--sample is 0"),
        (["--jobs", "-1"], "--jobs is -1"),
        (["--first", "-1"], "--first is -1"),
        (["--scenario", "nowhere"], "There is no scenario 'nowhere'"),
    ],
)
def test_what_cannot_be_played_is_a_set_up_error(options, said, capsys):
    assert main(["seeds", *options]) == 3
    assert said in capsys.readouterr().err
