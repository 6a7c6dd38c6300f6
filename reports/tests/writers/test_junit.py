from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from nps_reports.record import Word
from nps_reports.writers.junit import render

SCHEMA = etree.XMLSchema(etree.parse(str(Path(__file__).with_name("junit.xsd"))))


def test_it_is_what_ci_systems_take(report, words):
    for each in (report, words):
        SCHEMA.assertValid(etree.fromstring(render(each)))


def test_without_an_environment_too(report):
    bare = replace(report, environment=type(report.environment)())

    SCHEMA.assertValid(etree.fromstring(render(bare)))


def test_there_is_one_case_for_each_rule_in_each_sandbox(report):
    root = etree.fromstring(render(report))

    cases = [(each.get("classname"), each.get("name")) for each in root.iter("testcase")]
    assert cases == [("small.faithful", "message-valid"), ("small.faithful", "work-invoiced-once")]
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("2", "1", "0")


def test_a_failure_tells_what_came_and_what_was_legal(report):
    (failure,) = etree.fromstring(render(report)).iter("failure")

    assert "Came: A second invoice <script>" in failure.text
    assert "SupplierInvoiceReference, line 4" in failure.text
    assert "Legal then: Nothing." in failure.text
    assert "Entries: 1, 2" in failure.text


@pytest.mark.parametrize(
    ("word", "child"),
    [
        (Word.PASSED, None),
        (Word.WARNED, None),
        (Word.FAILED, "failure"),
        (Word.ERROR, "error"),
        (Word.NOT_EXERCISED, "skipped"),
        (Word.INCONCLUSIVE, "skipped"),
        (Word.NOT_APPLICABLE, "skipped"),
    ],
)
def test_each_word_has_its_form(words, word, child):
    root = etree.fromstring(render(words))

    (case,) = root.findall(f".//testcase[@name='rule-{word.value.lower()}']")
    assert [each.tag for each in case] == ([child] if child else [])


def test_a_warning_is_said_beside(words):
    root = etree.fromstring(render(words))

    assert "rule-warned" in root.findtext(".//system-out")


def test_what_xml_cannot_hold_is_replaced(report):
    passed, failed = report.run.verdicts
    (violation,) = failed.violations
    broken = replace(failed, violations=(replace(violation, came="nul \x00 and bell \x07"),))
    run = replace(report.run, verdicts=(passed, broken))

    assert b"nul" in render(replace(report, run=run))


def test_a_known_failure_is_skipped_and_says_so(known):
    root = etree.fromstring(render(known))

    SCHEMA.assertValid(root)
    cases = root.iterfind("testsuite/testcase[@name='work-invoiced-once']")
    (case,) = (each for each in cases if each.get("classname") == "small.faithful")
    assert case.find("failure") is None
    assert case.find("skipped").get("message") == "Known failure. FAILED: broken once"


def test_an_entry_that_does_not_hold_is_a_failure_of_its_own(known):
    root = etree.fromstring(render(known))

    (suite,) = root.iterfind("testsuite[@name='known_failures']")
    kinds = {case.get("name"): [each.tag for each in case] for case in suite.iter("testcase")}
    assert kinds == {
        "work-invoiced-once": [],
        "rule-not-tried": ["skipped"],
        "message-valid": ["failure"],
        "rule-unknown": ["failure"],
        "rule-expired": ["failure"],
    }
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("5", "3", "1")
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("7", "3", "0")
    assert suite.findtext("system-out") == "1 holds, 1 not tried, 1 stale, 1 unknown, 1 expired"
