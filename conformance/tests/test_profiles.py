"""Landlords by profile: which assumptions count, and scenarios that a landlord rules out."""

import asyncio
from dataclasses import replace

import pytest

from nps_conformance.contractor_file import reference
from nps_conformance.judge import judge
from nps_conformance.judge_run import UNDECIDED, judge_run
from nps_conformance.plan import Part, Stage, play_all
from nps_conformance.rules._book import RULES
from nps_conformance.rules._rule import Level, Provenance
from nps_reports.record import Word
from nps_scenarios.loader import load_profile, load_scenario, profile_names, scenario_names
from nps_scenarios.needs import unmet

RULED_OUT = "needs-inspection"
PLAYED = "straight-road"


def play(folder, *names, profile):
    scenarios = [load_scenario(name) for name in names]
    parts = [
        Part(scenario=each, profile=load_profile(profile), mode="faithful", seed=each.seed)
        for each in scenarios
    ]
    stage = Stage(contractor=reference(), folder=folder)
    played, interrupted = asyncio.run(play_all(parts, stage, lambda _: None, lambda _: None))
    assert not interrupted
    return [each.entries for each in played]


@pytest.mark.parametrize("name", profile_names())
def test_a_profile_promotes_assumed_rules_that_exist_each_with_a_reason(name):
    for promotion in load_profile(name).promotes:
        assert RULES[promotion.rule].provenance is Provenance.ASSUMED
        assert promotion.reason


def test_the_strict_landlord_lets_every_assumed_must_count():
    assumed = {
        rule.id
        for rule in RULES.values()
        if rule.provenance is Provenance.ASSUMED and rule.level is Level.MUST
    }

    assert {promotion.rule for promotion in load_profile("strict").promotes} == assumed


@pytest.mark.parametrize("name", scenario_names())
def test_a_scenario_s_own_landlord_is_what_it_needs(name):
    scenario = load_scenario(name)

    assert unmet(scenario, load_profile(scenario.profile)) == ""


def test_what_a_landlord_says_otherwise_is_told():
    scenario = load_scenario(RULED_OUT)

    assert unmet(scenario, load_profile("seed")) == (
        "it needs needs_inspection: true, and profile seed has needs_inspection: false"
    )
    limited = replace(scenario, needs={"maximum_variation_value": "100.00", "page_size": 12})
    assert unmet(limited, load_profile("small-pages")) == ""
    assert "page_size: 100" in unmet(limited, load_profile("seed"))
    boundless = replace(scenario, needs={"maximum_invoice_value": None})
    assert unmet(boundless, load_profile("seed")) == ""


def test_a_scenario_that_the_landlord_rules_out_is_not_applicable_and_covers_nothing(tmp_path):
    out, held = play(tmp_path, RULED_OUT, PLAYED, profile="seed")

    verdicts = judge(out)
    assert {each.verdict for each in verdicts} == {Word.NOT_APPLICABLE}
    assert {each.reason for each in verdicts} == {
        unmet(load_scenario(RULED_OUT), load_profile("seed"))
    }
    assert not [each for each in verdicts if each.in_scope]
    both, alone = judge_run([out, held]), judge_run([held])
    assert (
        (both.exit_code, both.conclusion)
        == (alone.exit_code, alone.conclusion)
        == (
            0,
            "Conformant: every MUST in scope was kept.",
        )
    )


def test_nothing_played_is_nothing_passed(tmp_path):
    (out,) = play(tmp_path, RULED_OUT, profile="seed")

    run = judge_run([out])

    assert run.exit_code == UNDECIDED
    assert "no scenario was played" in run.conclusion


def test_the_strict_landlord_is_content_with_the_reference_contractor(tmp_path):
    (held,) = play(tmp_path, "rejected-variation", profile="strict")

    assert judge_run([held]).exit_code == 0
