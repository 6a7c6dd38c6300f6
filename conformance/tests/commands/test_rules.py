import argparse
import json
from dataclasses import replace
from pathlib import Path

import pytest

from nps_conformance.commands.rules import configure, run
from nps_conformance.rule_page import clock, mirror, page, standing
from nps_conformance.rules._book import RULES
from nps_scenarios.loader import load_profile, profile_names
from nps_scenarios.problems import SetUpError

PAGE = Path(__file__).parents[2] / "RULES.md"
PROFILES = [load_profile(name) for name in profile_names()]


def _printed(capsys, *words):
    parser = argparse.ArgumentParser()
    configure(parser)
    assert run(parser.parse_args(words)) == 0
    return capsys.readouterr().out


def test_the_page_is_generated_and_up_to_date():
    assert page(RULES.values(), PROFILES) == PAGE.read_text("utf-8")


def test_a_rule_says_where_it_fails_and_where_it_only_warns():
    told = list(standing(RULES["no-work-while-held"], PROFILES))

    promoting = [
        profile.name
        for profile in PROFILES
        if any(each.rule == "no-work-while-held" for each in profile.promotes)
    ]
    assert told[0] == f"fails in {', '.join(promoting)}"
    assert told[1].startswith("warns in ")
    assert told[2].startswith("promoted because a hold is the landlord's word to stop")
    assert list(standing(RULES["soap-action-quoted"], PROFILES)) == ["warns in all"]
    assert list(standing(RULES["work-invoiced-once"], PROFILES)) == ["fails in all"]


def test_a_family_that_a_profile_switches_off_is_not_judged_there():
    rule = replace(RULES["work-invoiced-once"], family="second-seed")

    assert "not judged in seed" in list(standing(rule, PROFILES))


def test_a_duty_says_within_how_many_polls_it_is_due():
    assert clock(RULES["details-receipted"], PROFILES).startswith("due within so many polls")
    assert "3 in" in clock(RULES["details-receipted"], PROFILES)


def test_a_rule_names_the_refusal_that_mirrors_it_or_why_none_does():
    assert mirror(RULES["work-invoiced-once"]) == "`INVOICED-ALREADY`"
    assert mirror(RULES["soap-action-quoted"]).startswith("none: a matter of HTTP")


def test_the_list_has_one_line_for_each_rule(capsys):
    lines = _printed(capsys).splitlines()

    assert [line.split()[0] for line in lines] == list(RULES)


def test_one_rule_is_shown_as_on_the_page(capsys):
    told = _printed(capsys, "work-invoiced-once")

    assert told.startswith("work-invoiced-once\n\n")
    assert "- source: " in told
    assert told in PAGE.read_text("utf-8")


@pytest.mark.parametrize(
    ("word", "meant"),
    [("work-invoiced-onse", "'work-invoiced-once'"), ("hazard", "'hazard-noted'")],
)
def test_an_unknown_rule_is_answered_with_the_nearest(capsys, word, meant):
    with pytest.raises(SetUpError) as raised:
        _printed(capsys, word)

    assert f"no rule '{word}'. Did you mean {meant}" in str(raised.value)
    assert str(raised.value).endswith("? `nps rules` lists all there are.")


def test_json_tells_level_provenance_and_source_of_each(capsys):
    rules = json.loads(_printed(capsys, "--json"))

    assert [each["id"] for each in rules] == list(RULES)
    assert all(each["sentence"] and each["source"] for each in rules)
    assert {each["level"] for each in rules} == {"MUST", "SHOULD"}


@pytest.mark.parametrize(
    "rule",
    [
        "rejected-scope-not-completed",
        "rejected-scope-not-invoiced",
        "broken-appointment-not-completed",
        "broken-appointment-replaced",
        "work-invoiced-once",
    ],
)
def test_the_rules_of_the_brief_always_fail(rule):
    assert RULES[rule].always_fails
    assert RULES[rule].level == "MUST"
