"""The judge is judged: each bad habit, driven as a real process, breaks the rule it names."""

import asyncio
import sys
from dataclasses import replace
from importlib import import_module

import pytest

from nps_conformance.contractor_file import ContractorFile, DriverSettings
from nps_conformance.contractors.faulty.__main__ import habits
from nps_conformance.judge import rules_sha256
from nps_conformance.judge_run import judge_run
from nps_conformance.plan import MODES, Part, Stage, play_all
from nps_conformance.rules._book import RULES
from nps_conformance.rules._rule import Level, Provenance
from nps_scenarios.loader import load_profile, load_scenario, scenario_names
from nps_scenarios.profile import Promotion

HABITS = [name for name in habits() if name not in {"idle", "only-polls"}]
BROKEN = {"FAILED", "WARNED", "ERROR"}
MOST_ALSO = 3
# Between them they cover every rule; `nps kill-matrix` plays all that cover one.
FEW = (
    "broken-appointment",
    "changed-between-details-and-receipt",
    "duplicate-invoice",
    "rejected-variation",
    "straight-road",
)


def _module(habit):
    return import_module(f"nps_conformance.contractors.faulty.{habit.replace('-', '_')}")


def _covering(rule):
    """The first of the few that covers a rule."""
    return next(name for name in FEW if rule in load_scenario(name).covers)


def _play(habit, scenarios, folder, *, promoted=""):
    contractor = ContractorFile(
        name=habit,
        version="1",
        driver=DriverSettings(
            kind="command",
            mode="resident",
            command=(sys.executable, "-P", "-m", "nps_conformance.contractors.faulty", habit),
            cwd="{work}",
        ),
    )
    parts = []
    for scenario in map(load_scenario, scenarios):
        profile = load_profile(scenario.profile)
        if promoted:
            because = Promotion(rule=promoted, reason="to see whether it bites")
            profile = replace(profile, promotes=(*profile.promotes, because))
        parts += [
            Part(scenario=scenario, profile=profile, mode=mode, seed=scenario.seed)
            for mode in MODES
        ]
    stage = Stage(contractor=contractor, folder=folder, rules_sha256=rules_sha256())
    played, _ = asyncio.run(play_all(parts, stage, lambda _: None, lambda _: None))
    assert [each.problem for each in played if each.problem] == []
    return judge_run(each.entries for each in played)


@pytest.mark.parametrize("habit", HABITS)
def test_a_habit_breaks_the_rule_it_names_and_no_unrelated_one(habit, tmp_path):
    module = _module(habit)
    rule = RULES[module.BREAKS]
    promoted = rule.id if rule.provenance is Provenance.ASSUMED else ""

    run = _play(habit, [_covering(rule.id)], tmp_path, promoted=promoted)

    broken = {each.rule: each.verdict.value for each in run.summary if each.verdict in BROKEN}
    should = rule.level is Level.SHOULD
    assert broken.get(rule.id) == ("WARNED" if should else "FAILED")
    assert set(broken) - {rule.id} <= set(module.ALSO)
    assert run.exit_code == (0 if should else 1)


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_broken_by_some_habit(rule):
    assert [habit for habit in HABITS if rule == _module(habit).BREAKS] != []


@pytest.mark.parametrize("habit", HABITS)
def test_a_habit_declares_rules_that_exist_and_few_others(habit):
    module = _module(habit)

    assert {module.BREAKS, *module.ALSO} <= set(RULES)
    assert module.BREAKS not in module.ALSO
    assert len(module.ALSO) <= MOST_ALSO
    assert all(module.ALSO.values())


def test_a_contractor_that_does_nothing_passes_nothing(tmp_path):
    run = _play("idle", scenario_names(), tmp_path)

    assert [each.rule for each in run.summary if each.verdict == "PASSED"] == []
    assert run.exit_code == 2


def test_a_contractor_that_only_polls_passes_its_messages_alone(tmp_path):
    run = _play("only-polls", scenario_names(), tmp_path)

    passed = {each.rule for each in run.summary if each.verdict == "PASSED"}
    assert passed == {"message-valid", "soap-action-matches", "soap-action-quoted"}
    assert run.exit_code == 2


def test_an_invoice_sent_twice_under_a_new_reference_is_told_with_both_messages(tmp_path):
    run = _play("invoices-twice-with-new-reference", ["duplicate-invoice"], tmp_path)

    found = [each for each in run.verdicts if each.rule == "work-invoiced-once"]
    assert {each.mode: each.verdict.value for each in found} == dict.fromkeys(MODES, "FAILED")
    for verdict in found:
        (violation,) = verdict.violations
        first, second = violation.entries
        assert f"entry {first}" in violation.came
        assert f"entry {second}" in violation.came
        assert violation.xpath.endswith("/SupplierInvoiceReference")
