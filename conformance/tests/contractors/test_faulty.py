"""Contractors that break no rule because they do too little, and what a violation says.

Which rule catches which habit is shown by the kill matrix (`test_kill_matrix.py`).
"""

import asyncio
import sys

import pytest

from nps_conformance.contractor_file import ContractorFile, DriverSettings
from nps_conformance.judge import rules_sha256
from nps_conformance.judge_run import judge_run
from nps_conformance.plan import MODES, Part, Stage, play_all
from nps_conformance.rules._book import RULES
from nps_conformance.rules._rule import Kind
from nps_scenarios.loader import load_profile, load_scenario, scenario_names

MESSAGES = {rule.id for rule in RULES.values() if rule.kind is Kind.MESSAGE}
NEGATIVE = {rule.id for rule in RULES.values() if rule.kind is Kind.PROHIBITION}


def _few():
    """Few scenarios that cover between them every rule that is covered at all."""
    scenarios = [load_scenario(name) for name in scenario_names()]
    left = {rule for each in scenarios for rule in each.covers}
    chosen = []
    while left:
        best = max(scenarios, key=lambda each: (len(left & set(each.covers)), each.id))
        chosen.append(best.id)
        left -= set(best.covers)
    return chosen


def _play(habit, scenarios, folder, modes=MODES):
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
    parts = [
        Part(scenario=each, profile=load_profile(each.profile), mode=mode, seed=each.seed)
        for each in map(load_scenario, scenarios)
        for mode in modes
    ]
    stage = Stage(contractor=contractor, folder=folder, rules_sha256=rules_sha256())
    played, _ = asyncio.run(play_all(parts, stage, lambda _: None, lambda _: None))
    assert [each.problem for each in played if each.problem] == []
    return judge_run(each.entries for each in played)


def _passed(run):
    return {each.rule for each in run.summary if each.verdict == "PASSED"}


def test_a_contractor_that_does_nothing_passes_nothing(tmp_path):
    run = _play("idle", _few(), tmp_path)

    assert _passed(run) == set()
    assert run.exit_code == 2


def test_a_contractor_that_only_polls_passes_its_messages_alone(tmp_path):
    run = _play("only-polls", _few(), tmp_path)

    assert _passed(run) <= MESSAGES
    assert "message-valid" in _passed(run)
    failed = {each.rule for each in run.summary if each.verdict == "FAILED"}
    assert failed == {"listed-order-read"}  # a duty, and it is alive
    assert run.exit_code == 1


@pytest.mark.parametrize("habit", ["worker-dies", "dies-after-the-news"])
def test_who_dies_when_it_matters_passes_no_prohibition(habit, tmp_path):
    run = _play(habit, _few(), tmp_path, modes=("gullible",))

    assert _passed(run) & NEGATIVE == set()
    assert run.exit_code in {1, 2}


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
