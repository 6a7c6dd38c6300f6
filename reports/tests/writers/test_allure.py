import json
import subprocess
from dataclasses import replace

import pytest

from nps_reports.record import Word
from nps_reports.writers.allure import FOLDER, PREFIX, render_files

# The documented shape: member, type, whether it has to be there.
# https://allurereport.org/docs/how-it-works-test-result-file/
TEXTS = {"uuid", "historyId", "testCaseId", "fullName", "name", "description", "status", "stage"}
LISTS = {"steps", "attachments", "parameters", "labels", "links", "titlePath"}
STATUSES = {"passed", "failed", "broken", "skipped", "unknown"}
SEVERITIES = {"blocker", "critical", "normal", "minor", "trivial"}


def results(report):
    """Results by rule."""
    files = render_files(report)
    loaded = [json.loads(text) for name, text in files if name.endswith("-result.json")]
    return {each["name"]: each for each in loaded}


def labels(result):
    return {each["name"]: each["value"] for each in result["labels"]}


def steps_of(item):
    for step in item["steps"]:
        yield step
        yield from steps_of(step)


def test_every_result_has_the_documented_shape(report, words):
    for result in [*results(report).values(), *results(words).values()]:
        assert all(isinstance(result[key], str) and result[key] for key in TEXTS), result
        assert all(isinstance(result[key], list) for key in LISTS)
        assert result.keys() == TEXTS | LISTS | {"statusDetails", "start", "stop"}
        assert result["status"] in STATUSES
        assert result["statusDetails"].keys() == {"message", "trace"}
        assert labels(result)["severity"] in SEVERITIES
        assert result["start"] <= result["stop"]
        for step in steps_of(result):
            assert step["status"] in STATUSES
            assert step["name"]


def test_it_is_what_allure_s_own_python_library_takes(report):
    """The classes that allure-pytest writes know every member of ours."""
    model = pytest.importorskip("allure_commons.model2")
    for result in results(report).values():
        model.TestResult(**result)
        model.StatusDetails(**result["statusDetails"])
        for step in steps_of(result):
            model.TestStepResult(**step)
        for label in result["labels"]:
            model.Label(**label)


def test_there_is_one_result_for_each_rule_in_each_sandbox(report):
    verdicts = report.run.verdicts
    other = tuple(replace(each, mode="gullible") for each in verdicts)
    both = replace(report, run=replace(report.run, verdicts=(*verdicts, *other)))

    files = [name for name, _ in render_files(both) if name.endswith("-result.json")]

    assert len(files) == 4
    assert set(results(report)) == {"message-valid", "work-invoiced-once"}


def test_labels_say_contractor_scenario_mode_rule_and_weight(report):
    told = labels(results(report)["work-invoiced-once"])

    assert told["parentSuite"] == report.run.contractor["name"]
    assert (told["suite"], told["subSuite"]) == ("small", "faithful")
    assert (told["feature"], told["severity"]) == ("work-invoiced-once", "critical")


@pytest.mark.parametrize(
    ("word", "status"),
    [
        (Word.PASSED, "passed"),
        (Word.WARNED, "passed"),
        (Word.FAILED, "failed"),
        (Word.ERROR, "broken"),
        (Word.NOT_EXERCISED, "skipped"),
        (Word.INCONCLUSIVE, "skipped"),
        (Word.NOT_APPLICABLE, "skipped"),
    ],
)
def test_every_word_becomes_a_status_and_stays_in_the_message(words, word, status):
    result = results(words)[f"rule-{word.value.lower()}"]

    assert result["status"] == status
    assert result["statusDetails"]["message"].startswith(f"{word.value}: ")


def test_a_violation_is_a_step_with_the_messages_that_prove_it(report):
    (step,) = results(report)["work-invoiced-once"]["steps"]

    assert step["status"] == "failed"
    assert step["name"].startswith("A second invoice")
    assert {"name": "fix", "value": "Invoice once."} in step["parameters"]
    assert [each["type"] for each in step["attachments"]] == ["text/plain", "application/json"]
    files = dict(render_files(report))
    message = files[step["attachments"][0]["source"]].decode()
    assert message.startswith("POST /s/small/ HTTP/1.1\nA: b\n\n<x>")
    assert "--- reply\n200 OK\n\n<y/>" in message


def test_every_attachment_is_written_and_nothing_without_a_name_in_a_result(report):
    files = dict(render_files(report))

    named = {
        each["source"]
        for result in results(report).values()
        for step in steps_of(result)
        for each in step["attachments"]
    }
    assert named == {name for name in files if not name.endswith("-result.json")}
    assert all(name.startswith(PREFIX) for name in files)


def test_a_message_that_proves_several_breaches_is_written_once(report):
    broken = report.run.verdicts[-1]
    several = (broken, replace(broken, rule="invoice-sums-right"))

    files = render_files(replace(report, run=replace(report.run, verdicts=several)))

    names = [name for name, _ in files]
    assert len(names) == len(set(names)) == 2 + len(broken.violations[0].entries)


def test_what_was_broken_is_told_in_the_trace(report):
    trace = results(report)["work-invoiced-once"]["statusDetails"]["trace"]

    assert "Came: A second invoice" in trace
    assert "Fix: Invoice once." in trace


def test_the_history_goes_on_from_run_to_run_and_each_run_has_results_of_its_own(report):
    later = replace(report, environment=replace(report.environment, started_at="2026-04-01T09:00"))

    for rule, result in results(report).items():
        other = results(later)[rule]
        assert other["historyId"] == result["historyId"]
        assert other["uuid"] != result["uuid"]


def test_without_an_environment_there_are_no_times(report):
    bare = replace(report, environment=type(report.environment)())

    assert all("start" not in each for each in results(bare).values())


def test_the_same_run_gives_the_same_bytes(report):
    assert list(render_files(report)) == list(render_files(report))
    assert FOLDER == "allure-results"


def test_a_known_failure_is_marked_as_known(known):
    found = results(known)

    assert found["work-invoiced-once"]["statusDetails"]["known"] is True
    assert "known" not in found["message-valid"]["statusDetails"]


RENDER = """
const [results, out] = process.argv.slice(1);
const allure = require("allure-commandline");
allure(["generate", results, "-o", out]).on("exit", (code) => process.exit(code));
"""


@pytest.mark.needs_tool("allure")
def test_the_allure_command_renders_what_is_written(words, report, tmp_path):
    for each in (words, report):
        for name, content in render_files(each):
            (tmp_path / "results").mkdir(exist_ok=True)
            (tmp_path / "results" / name).write_bytes(content)
    command = ["node", "-e", RENDER, "--", tmp_path / "results", tmp_path / "page"]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr

    counted = json.loads((tmp_path / "page" / "widgets" / "summary.json").read_text())["statistic"]
    assert counted == {
        "failed": 2,
        "broken": 1,
        "skipped": 3,
        "passed": 3,
        "unknown": 0,
        "total": 9,
    }
    attached = list((tmp_path / "page" / "data" / "attachments").iterdir())
    assert any("POST /s/small/" in each.read_text() for each in attached)
