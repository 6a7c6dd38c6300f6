"""contractor.yaml: what is read, and what each mistake is answered with."""

from datetime import date
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from nps_conformance.contractor_file import KnownFailure, load_contractor, reference, schema
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


def test_an_unknown_operation_is_named_as_an_item_of_the_claims(tmp_path):
    path = put(tmp_path, GOOD.replace("CompleteWorksOrder", "CompleteWorkOrder"))

    with pytest.raises(FileError) as caught:
        load_contractor(path)

    assert "an item of 'claims' is 'CompleteWorkOrder'" in str(caught.value)


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


WEBHOOK = """\
name: Acme FieldOps
version: "4.2"
driver:
  kind: http
  url: https://fieldops.example:8443/facts?to=us
  headers: {Authorization: Bearer abc, X-Try: 3}
  patience: 2.5
known_failures:
  - rule: work-invoiced-once
    reason: The invoice run is being rewritten.
    owner: A. Miller
    until: 2026-12-31
"""


def test_a_webhook_and_known_failures_are_read_as_they_are_written(tmp_path):
    contractor = load_contractor(put(tmp_path, WEBHOOK))

    assert contractor.driver.url == "https://fieldops.example:8443/facts?to=us"
    assert contractor.driver.headers == {"Authorization": "Bearer abc", "X-Try": "3"}
    assert contractor.known_failures == (
        KnownFailure(
            rule="work-invoiced-once",
            reason="The invoice run is being rewritten.",
            owner="A. Miller",
            until=date(2026, 12, 31),
        ),
    )
    assert "Bearer" not in str(contractor.journaled())
    assert "fieldops.example" not in str(contractor.journaled())
    assert "known_failures" not in contractor.journaled()


def test_a_person_is_given_more_time_than_a_program(tmp_path):
    contractor = load_contractor(put(tmp_path, 'name: A\nversion: "1"\ndriver: {kind: person}\n'))

    assert contractor.driver.patience == 900


URL = "url: https://fieldops.example:8443/facts?to=us"
SLIPS = {
    "no url": (f"  {URL}\n", "", 3, "a driver of kind 'http' has no 'url'."),
    "a command beside http": ("kind: http", "kind: http\n  mode: resident", 5, "beside kind"),
    "a url beside none": ("kind: http", "kind: none", 5, "says nothing beside kind 'none'."),
    "another scheme": (URL, "url: ftp://a/", 5, "'url' is 'ftp://a/'. Expected http:// or"),
    "no host": (URL, "url: http:///facts", 5, "Expected http:// or https://, a host"),
    "a port that is none": (URL, "url: http://a:b/", 5, "Expected http:// or https://, a host"),
    "a password in it": (URL, "url: http://u:p@a/", 5, "Expected http:// or https://, a host"),
    "white space in it": (URL, 'url: "http://a/b c"', 5, "Expected http:// or https://, a host"),
    "a header of ours": ("X-Try: 3", "Host: a", 6, "'Host' is written by the driver itself."),
    "a header of two lines": ("Bearer abc", '"a\\nb"', 6, "Expected text in ASCII on one line."),
    "a day that is none": ("2026-12-31", "2026-02-30", 12, "Expected a day of the calendar"),
    "a day of another form": ("2026-12-31", "31.12.2026", 12, "Expected a day, such as 2026-12-31"),
    "no owner": ("    owner: A. Miller\n", "", 9, "a known failure has no 'owner'."),
    "a misspelt key": ("owner:", "ownr:", 11, "Did you mean 'owner'?"),
    "one twice": (
        "  - rule",
        "  - {rule: work-invoiced-once, reason: A, owner: B, until: 2026-01-01}\n  - rule",
        10,
        "'work-invoiced-once' comes twice.",
    ),
}


@pytest.mark.parametrize(("old", "new", "line", "said"), SLIPS.values(), ids=SLIPS)
def test_a_slip_about_a_webhook_or_a_known_failure_is_named(tmp_path, old, new, line, said):
    assert WEBHOOK.count(old) == 1
    path = put(tmp_path, WEBHOOK.replace(old, new))

    with pytest.raises(FileError) as caught:
        load_contractor(path)

    assert said in str(caught.value)
    assert caught.value.line == line or "beside" in said
