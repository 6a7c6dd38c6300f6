import argparse
import json
from pathlib import Path

import pytest

from nps_conformance.commands.rules import configure, page, run
from nps_conformance.rules._book import RULES

PAGE = Path(__file__).parents[2] / "RULES.md"


def _printed(capsys, *words):
    parser = argparse.ArgumentParser()
    configure(parser)
    assert run(parser.parse_args(words)) == 0
    return capsys.readouterr().out


def test_the_page_is_generated_and_up_to_date():
    assert page(RULES.values()) == PAGE.read_text("utf-8")


def test_the_list_has_one_line_for_each_rule(capsys):
    lines = _printed(capsys).splitlines()

    assert [line.split()[0] for line in lines] == list(RULES)


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
