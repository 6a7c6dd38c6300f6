import json
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from nps_load.invariants import JOURNAL, LOST, RECORD, Finding
from nps_load.measures import measure
from nps_load.outcome import Outcome
from nps_load.record import Call, Raised, Record, Started
from nps_load.thresholds import Checked
from nps_load.writing import summary, write_outcome
from nps_reports.record import Word

MEASURED = measure(
    Record.of(
        [
            Started(at=0.0, run="r", begins=0.0),
            Raised(at=0.5, order="1/1", contractor="a"),
            Call(at=1.0, contractor="a", row="AP1", took=5.0, due=1.0),
            Call(at=2.0, contractor="a", row="AP1", took=5.0, due=2.0, problem="<HTTP 503>"),
        ]
    )
)


def outcome(threshold: Word, invariant: Word, *, interrupted: bool = False) -> Outcome:
    return Outcome(
        shape="steady",
        contractors=1,
        target="",
        measured=MEASURED,
        thresholds=(Checked(name="quick & neat", word=threshold, reason="p99 is <5 ms>"),),
        findings=(
            Finding(
                name=LOST,
                view=JOURNAL,
                word=invariant,
                reason="1 of 1",
                examples=("a, 1/1: <gone>",),
            ),
            Finding(name=LOST, view=RECORD, word=Word.NOT_APPLICABLE, reason="no"),
        ),
        interrupted=interrupted,
    )


def test_the_page_leaves_out_what_was_not_measured_and_joins_no_seconds_of_silence(
    tmp_path: Path,
) -> None:
    """As through an outage: a line across it would tell of answers that nobody got."""
    lines = [Started(at=0.0, run="r", begins=0.0)]
    calls = [
        Call(at=second + 0.5, contractor="a", row="AP1", took=5.0, due=second + 0.5)
        for second in (0, 1, 2, 7, 8, 20)
    ]
    silent = replace(outcome(Word.PASSED, Word.PASSED), measured=measure(Record.of(lines + calls)))
    write_outcome(silent, tmp_path)

    page = (tmp_path / "report.html").read_text()
    requests, late = page.split("<svg")[1:]
    assert (requests.count("<polyline"), late.count("<polyline")) == (1, 3)
    assert [each.count(">21 s</text>") for each in (requests, late)] == [1, 1]  # both to the end
    assert "AP1, raw, ms" in page
    assert "listed-fetched" not in page


@pytest.mark.parametrize(
    ("threshold", "invariant", "code"),
    [
        (Word.PASSED, Word.PASSED, 0),
        (Word.NOT_APPLICABLE, Word.PASSED, 0),
        (Word.FAILED, Word.PASSED, 1),
        (Word.PASSED, Word.FAILED, 1),
        (Word.NOT_EXERCISED, Word.FAILED, 1),
        (Word.NOT_EXERCISED, Word.PASSED, 2),
        (Word.PASSED, Word.NOT_EXERCISED, 2),
    ],
)
def test_the_exit_code_follows_from_the_words(threshold: Word, invariant: Word, code: int) -> None:
    assert outcome(threshold, invariant).exit_code == code


def test_an_interrupted_run_is_undecided_unless_something_failed() -> None:
    assert outcome(Word.PASSED, Word.PASSED, interrupted=True).exit_code == 2
    assert outcome(Word.FAILED, Word.PASSED, interrupted=True).exit_code == 1


def test_the_three_files_say_the_same(tmp_path: Path) -> None:
    write_outcome(outcome(Word.FAILED, Word.FAILED), tmp_path)

    plain = json.loads((tmp_path / "load.json").read_bytes())
    suites = etree.fromstring((tmp_path / "junit.xml").read_bytes())
    page = (tmp_path / "report.html").read_text()
    assert plain["exit_code"] == 1
    assert plain["problems"] == [{"row": "AP1", "problem": "<HTTP 503>", "count": 1}]
    assert [suite.get("failures") for suite in suites] == ["1", "1"]
    assert suites.findtext(".//testcase/failure") is not None
    assert "p99 is &lt;5 ms&gt;" in page
    assert "<gone>" not in page
    assert page.count("<polyline") == 2
    points = [each.partition("'")[0].split() for each in page.split("polyline points='")[1:]]
    assert list(map(len, points)) == [3, 2], "a second without requests is nought in the first"


def test_what_nothing_was_measured_for_is_an_error_in_junit(tmp_path: Path) -> None:
    write_outcome(outcome(Word.NOT_EXERCISED, Word.PASSED), tmp_path)

    suites = etree.fromstring((tmp_path / "junit.xml").read_bytes())

    assert [suite.get("errors") for suite in suites] == ["1", "0"]
    assert [suite.get("skipped") for suite in suites] == ["0", "1"]


def test_the_summary_names_what_broke_and_an_example() -> None:
    said = summary(outcome(Word.PASSED, Word.FAILED))

    assert "FAILED  no order lost (journal): 1 of 1" in said
    assert "a, 1/1: <gone>" in said


@pytest.mark.parametrize(
    ("target", "orders", "said"),
    [("", 0, True), ("", 5, True), ("http://elsewhere/", 0, False), ("a record", 5, True)],
)
def test_how_many_orders_were_raised_is_told_where_it_is_known(
    target: str, orders: int, tmp_path: Path, *, said: bool
) -> None:
    ran = outcome(Word.PASSED, Word.PASSED)
    ran = replace(ran, target=target, measured=replace(ran.measured, orders=orders))
    write_outcome(ran, tmp_path)

    for told in (summary(ran), (tmp_path / "report.html").read_text()):
        assert (f"{orders} orders raised" in told, "orders raised" in told) == (said, said)
