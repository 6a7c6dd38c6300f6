from pathlib import Path

import pytest

from nps_load.measures import measure
from nps_load.record import Call, Ended, Line, Raised, Record, Skipped, Started
from nps_load.thresholds import Threshold, check, load_thresholds
from nps_reports.record import Word
from nps_scenarios.problems import SetUpError


def call(at: float, row: str = "AP1", took: float = 10.0, **more: object) -> Call:
    return Call(at=at, contractor="load-1", row=row, took=took, **more)  # type: ignore[arg-type] # by name


LINES: tuple[Line, ...] = (
    Started(at=0.0, run="r", begins=1.0),
    Raised(at=1.0, order="1/1", contractor="load-1"),
    *(call(2.0 + n, took=float(n + 1), due=2.0 + n, lag=1.0) for n in range(99)),
    call(101.0, took=500.0, due=100.5, listed=(("1/1", 1, "NEW"),), lag=1.0),
    call(103.0, "AP2", order="1/1"),
    call(104.0, "AP3", order="1/1"),
    call(105.0, "AP3", order="2/1", problem="HTTP 503", unclear=True),
    Skipped(at=110.0, contractor="load-1", due=106.0),
    Ended(at=110.0, processor=1.0, passed=100.0),
)
MEASURED = measure(Record.of(LINES))


@pytest.mark.parametrize(
    ("of", "clock", "value", "at_most", "word"),
    [
        ("AP1", "raw", "p50", 50.0, Word.PASSED),
        ("AP1", "raw", "p50", 49.9, Word.FAILED),
        ("AP1", "raw", "p99", 99.0, Word.PASSED),
        ("AP1", "raw", "max", 499.0, Word.FAILED),
        ("AP1", "scheduled", "p99", 999.0, Word.FAILED),
        ("AP1", "scheduled", "p99", 1000.1, Word.PASSED),
        ("AP1", "scheduled", "max", 3999.0, Word.FAILED),  # the poll that was never sent
        ("AP1", "raw", "error-share", 0.0, Word.PASSED),
        ("AP3", "raw", "error-share", 0.5, Word.PASSED),
        ("AP3", "raw", "error-share", 0.49, Word.FAILED),
        ("all", "raw", "count", 102.0, Word.FAILED),
        ("all", "raw", "count", 103.0, Word.PASSED),
        ("raised-listed", "raw", "p95", 100.5, Word.PASSED),
        ("raised-listed", "raw", "p95", 100.4, Word.FAILED),
        ("listed-fetched", "raw", "max", 1.6, Word.PASSED),
        ("fetched-receipted", "raw", "mean", 0.9, Word.FAILED),
        ("AP8", "raw", "p99", 1.0, Word.NOT_EXERCISED),
    ],
)
def test_a_threshold_is_judged_by_its_figure(
    of: str, clock: str, value: str, at_most: float, word: Word
) -> None:
    threshold = Threshold(name="t", of=of, clock=clock, value=value, at_most=at_most)

    assert check(threshold, MEASURED).word is word


def test_an_optional_threshold_without_figures_does_not_apply() -> None:
    threshold = Threshold(name="t", of="AP8", value="p99", at_most=1, optional=True)

    assert check(threshold, MEASURED).word is Word.NOT_APPLICABLE


def test_at_least_asks_for_the_other_side() -> None:
    enough = Threshold(name="t", of="AP1", value="count", at_least=100)
    more = Threshold(name="t", of="AP1", value="count", at_least=101)

    assert check(enough, MEASURED).word is Word.PASSED
    assert check(more, MEASURED).word is Word.FAILED


def test_the_ones_that_come_with_us_are_valid() -> None:
    assert len(load_thresholds(None)) >= 5


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("{name: x, of: AP12, value: p99, at_most: 1}", "`of` is 'AP12', expected one of all, AP1"),
        ("{name: x, of: AP1, value: p100, at_most: 1}", "`value` is 'p100'"),
        ("{name: x, of: AP2, clock: scheduled, value: p99, at_most: 1}", "only polls"),
        ("{name: x, of: AP1, clock: wall, value: p99, at_most: 1}", "`clock` is 'wall'"),
        (
            "{name: x, of: raised-listed, value: error-share, at_most: 1}",
            "`value` is 'error-share'",
        ),
        ("{name: x, of: AP1, value: p99}", "exactly one of `at_most` and `at_least`"),
        ("{name: x, of: AP1, value: p99, below: 1}", "unknown field `below`"),
        ("{name: x, of: AP1, value: p99, at_most: soon}", "Expected `float | null`"),
        ("{name: x, of: AP1, value: p99, at_most: nan}", "its limit is nan, expected a number"),
        ('{name: "a\\u0001", of: AP1, value: p99, at_most: 1}', "cannot be printed"),
        ("{name: [", "is not YAML"),
    ],
)
def test_a_wrong_file_is_one_clear_sentence(entry: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(f"thresholds:\n  - {entry}\n")

    with pytest.raises(SetUpError) as caught:
        load_thresholds(path)

    assert "own.yaml" in str(caught.value)
    assert sentence in str(caught.value)


def test_a_file_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SetUpError, match="cannot be read"):
        load_thresholds(tmp_path / "none.yaml")


def test_a_file_that_is_not_text_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_bytes(b"\xff\xfe")

    with pytest.raises(SetUpError, match=r"own\.yaml is not UTF-8"):
        load_thresholds(path)


def test_what_yaml_complains_of_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("thresholds: [\n")

    with pytest.raises(SetUpError) as caught:
        load_thresholds(path)

    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "".join(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9 if n else 'x'}]\n" for n in range(9)),
            "there are more than 100000 values",
        ),
        ("thresholds: " + "[" * 100 + "]" * 100, "the nesting is too deep"),
        ("thresholds: " + "[" * 100_000, "the nesting is too deep"),
        (f"thresholds: [{{at_most: {'9' * 5000}}}]", "a whole number has 5000 digits"),
        ("thresholds: []\nthresholds: []", "the key 'thresholds' comes twice"),
    ],
    ids=["aliases", "nesting", "nesting that the reader does not come through", "digits", "twice"],
)
def test_a_file_that_would_cost_without_end_is_one_clear_sentence(
    text: str, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(text)

    with pytest.raises(SetUpError) as caught:
        load_thresholds(path)

    assert "own.yaml, line " in str(caught.value)
    assert sentence in str(caught.value)
