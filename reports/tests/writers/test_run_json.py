import json
from dataclasses import replace

import jsonschema
import pytest

from nps_reports.writers.run_json import RunFileError, parse, render, schema


def test_it_follows_its_published_schema(report, words):
    jsonschema.Draft202012Validator.check_schema(schema())

    jsonschema.validate(json.loads(render(report)), schema())
    jsonschema.validate(json.loads(render(words)), schema())


def test_known_failures_are_in_it_with_their_number(known):
    written = json.loads(render(known))

    jsonschema.validate(written, schema())
    assert written["known_counts"] == {
        "holds": 1,
        "not tried": 1,
        "stale": 1,
        "unknown": 1,
        "expired": 1,
    }
    assert [each["standing"] for each in written["known_failures"]] == list(written["known_counts"])
    assert parse(render(known)) == known.run


def test_what_is_written_is_read_back_as_it_was(report):
    assert parse(render(report)) == report.run


def test_the_texts_of_a_rule_are_written_once_and_a_verdict_names_it(report):
    passed, failed = report.run.verdicts
    elsewhere = replace(passed, scenario="large")
    run = replace(report.run, verdicts=(passed, failed, elsewhere))

    written = json.loads(render(replace(report, run=run)))

    assert written["rules"]["message-valid"] == {
        "level": passed.level,
        "provenance": passed.provenance,
        "sentence": passed.sentence,
        "source": passed.source,
    }
    assert render(replace(report, run=run)).count(passed.sentence.encode()) == len(written["rules"])
    assert written["rules"].keys() == {each["rule"] for each in written["verdicts"]}
    assert parse(render(replace(report, run=run))) == run


def test_two_texts_of_one_rule_are_not_written_as_one(report):
    passed, _ = report.run.verdicts
    other = replace(passed, scenario="large", sentence="Another.")
    run = replace(report.run, verdicts=(passed, other))

    with pytest.raises(ValueError, match="Two verdicts of message-valid have different texts"):
        render(replace(report, run=run))


def test_a_table_of_rules_cannot_turn_a_verdict(report):
    written = json.loads(render(report))
    written["rules"]["work-invoiced-once"]["verdict"] = "PASSED"

    assert parse(json.dumps(written).encode()) == report.run


def test_a_verdict_on_a_rule_that_is_not_in_the_table_is_refused(report):
    written = json.loads(render(report))
    del written["rules"]["message-valid"]

    with pytest.raises(RunFileError, match=r"no run\.json: 'message-valid' is missing"):
        parse(json.dumps(written).encode())


def test_the_same_run_gives_the_same_bytes_whatever_the_environment(report):
    elsewhere = replace(report, environment=replace(report.environment, seconds=99.0, command=()))

    assert render(report) == render(elsewhere)


def test_neither_time_nor_path_nor_address_is_in_it(report):
    text = render(report).decode()

    assert "my contractor.yaml" not in text
    assert "09:00:00" not in text
    assert "http" not in text


@pytest.mark.parametrize("field", ["entries", "came", "order", "xpath", "line"])
def test_changed_evidence_changes_the_bytes(report, field):
    failed = report.run.verdicts[1]
    (violation,) = failed.violations
    new = {"entries": (1, 3), "line": 5}.get(field, "other")
    changed = replace(failed, violations=(replace(violation, **{field: new}),))
    run = replace(report.run, verdicts=(report.run.verdicts[0], changed))

    assert render(replace(report, run=run)) != render(report)


def test_changed_evidence_of_a_pass_changes_the_bytes(report):
    passed, failed = report.run.verdicts
    run = replace(report.run, verdicts=(replace(passed, evidence=(2,)), failed))

    assert render(replace(report, run=run)) != render(report)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"no json", "no run.json"),
        (b"[]", "no run.json"),
        (b'{"schema": 99}', "schema 99, this program reads 2: use the version that wrote it"),
        (b'{"schema": 1}', "schema 1, .*nps judge DIR --reports DIR"),
        (b'{"schema": 2}', "no run.json"),
        (b'{"schema":' * 50_000, "no run.json"),
    ],
)
def test_what_is_none_is_refused(data, text):
    with pytest.raises(RunFileError, match=text):
        parse(data)
