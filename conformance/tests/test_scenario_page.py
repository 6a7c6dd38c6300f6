"""The catalogue's page: as printed now, and true."""

import json
from pathlib import Path

import pytest

from nps_conformance.rules._book import RULES
from nps_conformance.scenario_page import ENOUGH, FOLLOWS, actions, faults, operations, page
from nps_scenarios.loader import load_scenario, scenario_names
from nps_scenarios.schemas import made_out_schema
from nps_simulator.messages.catalogue import OPERATIONS

GOLDEN = Path(__file__).parent / "golden"
PAGE = Path(__file__).parents[2] / "scenarios" / "SCENARIOS.md"


def test_the_page_in_the_repository_is_the_one_printed_now():
    now = page([load_scenario(name) for name in scenario_names()], RULES)

    assert PAGE.read_text(encoding="utf-8") == now, "print it again: nps scenarios page"


@pytest.mark.parametrize("name", scenario_names())
def test_the_operations_on_the_page_are_those_the_reference_contractor_calls(name):
    scenario = load_scenario(name)
    lines = (GOLDEN / f"{name}-faithful.jsonl").read_text(encoding="utf-8").splitlines()
    called = {line[2] for line in map(json.loads, lines) if line[1] == "exchange"}

    tempting = {
        FOLLOWS[deed.arguments["kind"]]
        for step in scenario.steps
        for deed in step.then
        if deed.arguments.get("tempts")
    }

    missing = (called & set(OPERATIONS)) - set(operations(scenario))

    # A visit may end with the work, and what was refused is passed on in a note.
    assert missing <= {"UpdateAppointmentStatus", "AddWorksOrderNote"}
    assert set(operations(scenario)) - called <= tempting


def test_what_follows_is_known_for_every_kind_of_fact():
    kinds = made_out_schema()["$defs"]["instruction"]["properties"]["kind"]["enum"]

    assert set(FOLLOWS) == set(kinds)
    assert set(FOLLOWS.values()) <= set(OPERATIONS)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_covered_by_two_scenarios(rule):
    covering = [name for name in scenario_names() if rule in load_scenario(name).covers]

    assert len(covering) >= ENOUGH


def test_faults_and_actions_are_told_once_each():
    outage = load_scenario("outage-and-backlog")

    assert actions(outage) == ("raise_order",)
    assert faults(outage)[:2] == (
        "http-503 on RequestWorksOrders",
        "soap-fault on RequestWorksOrders",
    )
    assert len(set(faults(outage))) == len(faults(outage))
