"""contractor.yaml: what is read, and what each mistake is answered with."""

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from nps_conformance.contractor_file import load_contractor, reference, schema
from nps_scenarios.problems import FileError, SetUpError
from nps_simulator.messages.catalogue import OPERATIONS

GOOD = """\
name: Acme FieldOps
version: "4.2"
driver:
  kind: command
  mode: resident
  command: ["./fieldops", "--endpoint", "{endpoint}", "--verbose", 3]
  env: {ACME_HOME: "{work}", ACME_TRIES: 3}
  patience: 2.5
claims: [RequestWorksOrders, CompleteWorksOrder]
clock: machine
"""


def put(folder, text):
    path = folder / "contractor.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_is_read_as_it_is_written(tmp_path):
    contractor = load_contractor(put(tmp_path, GOOD))

    assert (contractor.name, contractor.version, contractor.clock) == (
        "Acme FieldOps",
        "4.2",
        "machine",
    )
    assert contractor.driver.command[-2:] == ("--verbose", "3")
    assert contractor.driver.env == {"ACME_HOME": "{work}", "ACME_TRIES": "3"}
    assert (contractor.driver.mode, contractor.driver.patience) == ("resident", 2.5)
    assert contractor.claims == ("RequestWorksOrders", "CompleteWorksOrder")
    assert contractor.folder == tmp_path.resolve()


def test_the_smallest_file_claims_everything_and_goes_by_the_given_time(tmp_path):
    text = 'name: A\nversion: "1"\ndriver: {kind: none}\n'

    contractor = load_contractor(put(tmp_path, text))

    assert contractor.claims == tuple(OPERATIONS)
    assert (contractor.clock, contractor.driver.kind) == ("given", "none")


MISTAKES = {
    "an unknown kind": ("kind: command", "kind: comand", 4, "Did you mean 'command'?"),
    "an unknown mode": ("mode: resident", "mode: residant", 5, "Did you mean 'resident'?"),
    "an unknown key": ("patience: 2.5", "patients: 2.5", 8, "Did you mean 'patience'?"),
    "an unknown operation": ("CompleteWorksOrder", "CompleteWorkOrder", 9, "'CompleteWorksOrder'?"),
    "a number for a version": ('"4.2"', "4", 2, "Expected text; put a number in quotes."),
    "a patience that is none": ("patience: 2.5", "patience: long", 8, "seconds, such as 30 or"),
    "no mode": ("  mode: resident\n", "", 3, "a driver of kind 'command' has no 'mode'."),
    "an unknown clock": ("clock: machine", "clock: own", 10, "Expected one of given, machine."),
    "a command with none": ("kind: command", "kind: none", 7, "says nothing beside kind 'none'."),
}


@pytest.mark.parametrize(("old", "new", "line", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_named_with_its_line(tmp_path, old, new, line, said):
    assert GOOD.count(old) == 1
    path = put(tmp_path, GOOD.replace(old, new))

    with pytest.raises(FileError) as caught:
        load_contractor(path)

    assert said in str(caught.value)
    assert "CONTRACTOR-PROTOCOL.md" in str(caught.value)
    assert caught.value.line == line or "beside" in said


def test_a_missing_file_is_a_set_up_error(tmp_path):
    with pytest.raises(SetUpError, match=r"nowhere.yaml: cannot be read: "):
        load_contractor(tmp_path / "nowhere.yaml")


def test_what_is_journaled_does_not_depend_on_the_machine(tmp_path):
    contractor = load_contractor(put(tmp_path, GOOD))

    journaled = str(contractor.journaled())

    assert str(tmp_path) not in journaled
    assert "fieldops" not in journaled
    assert contractor.journaled()["apis"] == ["RequestWorksOrders", "CompleteWorksOrder"]


def test_the_reference_contractor_is_driven_like_any_other():
    assert reference().driver.kind == "command"
    assert "--per-instruction" in reference("per-instruction").driver.command
    assert reference("per-instruction").driver.mode == "per-instruction"


def test_the_schema_is_one_and_knows_every_operation():
    published = schema()

    Draft202012Validator.check_schema(dict(published))
    assert published["properties"]["claims"]["items"]["enum"] == list(OPERATIONS)


def test_the_schema_is_a_file_of_the_package():
    assert (Path(__file__).parents[1] / "nps_conformance" / "contractor.schema.json").is_file()
