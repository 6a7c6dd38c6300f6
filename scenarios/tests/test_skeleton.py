"""A new scenario is good as it stands."""

from nps_scenarios.loader import load_scenario, scenario_names
from nps_scenarios.skeleton import skeleton


def test_the_skeleton_has_the_name_and_seed_it_was_given(tmp_path):
    path = tmp_path / "my-tap.yaml"
    path.write_text(skeleton("my-tap", 901), encoding="utf-8")

    scenario = load_scenario(path)

    assert (scenario.id, scenario.seed) == ("my-tap", 901)
    assert scenario.steps


def test_the_skeleton_is_none_of_the_catalogue_and_explains_itself():
    text = skeleton("my-tap", 901)

    assert "skeleton" not in scenario_names()
    assert text.count("#") > 10
    assert "NAME" not in text.replace("--scenario NAME", "")
