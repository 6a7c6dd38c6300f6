"""`nps scenarios`, and the scenario schema held against what exists."""

import json

import pytest

from nps_conformance.command import main
from nps_conformance.rules._book import RULES
from nps_conformance.scenario_page import OWN_DEEDS
from nps_scenarios.loader import load_scenario, scenario_names
from nps_scenarios.schemas import made_out_schema
from nps_simulator.actions.registry import ACTIONS
from nps_simulator.messages.catalogue import OPERATIONS
from nps_simulator.sandbox.faults import FAULT_FORMS, KINDS
from nps_wsdl.codes import WORKS_ORDER_STATUSES


def test_the_list_names_every_scenario(capsys):
    assert main(["scenarios"]) == 0
    told = capsys.readouterr().out
    assert [line.split()[0] for line in told.splitlines()] == list(scenario_names())

    assert main(["scenarios", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert [row["id"] for row in rows] == list(scenario_names())
    assert rows[0]["covers"]


def test_every_scenario_of_ours_is_good(capsys):
    assert main(["scenarios", "check"]) == 0
    files = {name.partition("@")[0] for name in scenario_names()}
    assert capsys.readouterr().out.count(": good") == len(files)


def test_a_scenario_is_printed_as_it_is_written(capsys):
    assert main(["scenarios", "show", "straight-road", "--source"]) == 0
    assert capsys.readouterr().out.encode() == load_scenario("straight-road").source_bytes


def test_a_new_scenario_is_good_and_has_a_seed_of_its_own(tmp_path, capsys):
    assert main(["scenarios", "--scenarios", str(tmp_path), "new", "lost-key"]) == 0
    assert main(["scenarios", "--scenarios", str(tmp_path), "new", "lost-keys"]) == 0
    assert main(["scenarios", "--scenarios", str(tmp_path), "check"]) == 0

    files = {name.partition("@")[0] for name in scenario_names()}
    assert capsys.readouterr().out.count(": good") == len(files) + 2
    seeds = [load_scenario(name, [tmp_path]).seed for name in scenario_names([tmp_path])]
    assert len(set(seeds)) == len(seeds)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("straight-road", "There is a scenario 'straight-road' already"),
        ("Lost key", "'Lost key' is no name of a scenario"),
    ],
)
def test_a_new_scenario_needs_a_name_that_is_free_and_fits(tmp_path, capsys, name, said):
    assert main(["scenarios", "--scenarios", str(tmp_path), "new", name]) == 3

    assert said in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_scenario_is_told_step_by_step(capsys):
    assert main(["scenarios", "show", "duplicate-invoice"]) == 0
    told = capsys.readouterr().out

    assert told.startswith("duplicate-invoice: The reply to an invoice is lost")
    assert "    landlord  raise order " in told
    assert "    told      month_end: The invoice run is due." in told
    assert "    fault     lose-reply on the next call of CreateInvoice" in told
    assert "              (tempts a wrong client: " in told
    assert max(map(len, told.splitlines())) <= 100


def test_a_folder_is_checked_file_by_file(tmp_path, capsys):
    assert main(["scenarios", "--scenarios", str(tmp_path), "new", "lost-key"]) == 0
    bad = tmp_path / "lost-map.yaml"
    text = (tmp_path / "lost-key.yaml").read_text(encoding="utf-8")
    bad.write_text(
        text.replace("id: lost-key", "id: lost-map").replace(
            "kind: lose-reply, count: 1", "kind: lose-reply, pieces: 3"
        ),
        encoding="utf-8",
    )
    capsys.readouterr()

    assert main(["scenarios", "check", str(tmp_path)]) == 3

    told = capsys.readouterr()
    assert f"{tmp_path / 'lost-key.yaml'}: good" in told.out
    assert "lost-map.yaml, line " in told.err
    assert "A fault of kind 'lose-reply' has no setting 'pieces'" in told.err


def test_a_folder_without_scenarios_is_said_to_hold_none(tmp_path, capsys):
    empty = tmp_path / "empty"
    (empty / "below").mkdir(parents=True)
    (empty / "below" / "some-work.yaml").write_text("id: some-work\n")

    assert main(["scenarios", "check", str(empty), "straight-road"]) == 3

    said = capsys.readouterr()
    assert said.err == (
        f"{empty}: there is no scenario in this folder (*.yaml or *.yml; folders in it are not "
        "looked into). Name a scenario's file, or the folder that holds it.\n"
    )
    assert said.out == "straight-road: good\n"


def test_a_need_that_its_own_landlord_does_not_meet_is_told(tmp_path, capsys):
    assert main(["scenarios", "--scenarios", str(tmp_path), "new", "lost-key"]) == 0
    path = tmp_path / "lost-key.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + "needs: {needs_inspection: true}\n", encoding="utf-8")
    capsys.readouterr()

    assert main(["scenarios", "check", str(path)]) == 3

    assert "it needs needs_inspection: true, and profile certification has" in (
        capsys.readouterr().err
    )


def test_a_page_that_is_out_of_date_is_told_with_what_differs(tmp_path, capsys):
    assert main(["scenarios", "page"]) == 0
    path = tmp_path / "SCENARIOS.md"
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["scenarios", "page", "--check", str(path)]) == 0

    path.write_text(path.read_text(encoding="utf-8").replace("Two orders", "Ten orders"))

    assert main(["scenarios", "page", "--check", str(path)]) == 1
    told = capsys.readouterr().err
    assert "Ten orders from raised to paid" in told
    assert "out of date" in told


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("receipt-after-details", "no-such-rule", "covers 'no-such-rule', and there is no such"),
        (
            "tempts: [work-invoiced-once]",
            "tempts: [no-such]",
            "tempts 'no-such', and there is no such rule",
        ),
        ("profile: certification", "profile: stern", "There is no profile 'stern'."),
    ],
)
def test_what_does_not_exist_is_found_by_a_check(tmp_path, capsys, old, new, said):
    text = load_scenario("straight-road").source_bytes.decode().replace(old, new, 1)
    path = tmp_path / "straight-road.yaml"
    path.write_text(text, encoding="utf-8")

    assert main(["scenarios", "check", str(path), "duplicate-invoice"]) == 3

    told = capsys.readouterr()
    assert said in told.err
    assert "duplicate-invoice: good" in told.out


def test_the_schema_knows_exactly_what_there_is():
    published = made_out_schema()["$defs"]

    deeds = set(published["deed"]["propertyNames"]["enum"])
    assert deeds == {*ACTIONS, *OWN_DEEDS}
    assert published["operation"]["enum"] == list(OPERATIONS)
    assert set(published["fault"]["properties"]["kind"]["enum"]) == set(KINDS)
    assert set(published["fault"]["properties"]["form"]["enum"]) == set(FAULT_FORMS)
    assert set(published["status"]["enum"]) == set(WORKS_ORDER_STATUSES)


@pytest.mark.parametrize("name", scenario_names())
def test_what_tempts_is_a_rule(name):
    scenario = load_scenario(name)
    tempting = {
        rule
        for step in scenario.steps
        for deed in step.then
        for rule in deed.arguments.get("tempts", ())
    }

    assert tempting
    assert tempting <= set(RULES)
