"""Thresholds: what must hold for a run to pass, as YAML.

    thresholds:
      - name: polls are answered quickly
        of: AP1              # a row (AP1 ... AP9, EX1, EX2), `all`, or a business latency
        clock: raw           # or scheduled: from the moment the poll was due
        value: p99           # p50 ... p99.9, mean, max, error-share, count
        at_most: 500         # milliseconds; seconds for a business latency (or at_least)

Without anything to measure a threshold is NOT_EXERCISED, and then the run is undecided; with
`optional: true` it is passed over.
"""

import re
from dataclasses import dataclass
from importlib.resources import files
from math import isfinite
from pathlib import Path
from typing import Final

import msgspec

from nps_load.measures import ALL, RAW, SCHEDULED, SPANS, Measured, Series
from nps_load.text_file import read_text
from nps_reports.record import Word
from nps_scenarios.problems import SetUpError
from nps_scenarios.yaml_file import read
from nps_simulator.messages.catalogue import ROWS

DEFAULT: Final = "default"
GRAMMAR: Final = "load/README.md"
ERROR_SHARE: Final = "error-share"
COUNT: Final = "count"
_PERCENTILE: Final = re.compile(r"p(\d{1,2}(?:\.\d+)?)")


class Threshold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One condition; exactly one of `at_most` and `at_least` is set."""

    name: str
    of: str
    value: str
    clock: str = RAW
    at_most: float | None = None
    at_least: float | None = None
    optional: bool = False


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    thresholds: tuple[Threshold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What became of one threshold."""

    name: str
    word: Word
    reason: str


def load_thresholds(path: Path | None) -> tuple[Threshold, ...]:
    """The thresholds of a file, or the ones that come with us. Raises SetUpError."""
    if path is None:
        name = f"{DEFAULT}.yaml"
        text = (files("nps_load") / "thresholds" / name).read_text(encoding="utf-8")
    else:
        name = str(path)
        text = read_text(path, "Thresholds ")
    document = read(text.encode(), name=name, grammar=GRAMMAR)
    try:  # not strict, for a decimal fraction is text in our YAML
        found = msgspec.convert(document.value, type=_File, strict=False).thresholds
    except msgspec.ValidationError as error:
        raise SetUpError(f"{name}: {error}. See {GRAMMAR} for the grammar.") from error
    for each in found:
        problem = _problem(each) or _limit_problem(each)
        if problem:
            raise SetUpError(f"{name}: threshold {each.name!r}: {problem}.")
    return found


def _problem(threshold: Threshold) -> str:
    known = (ALL, *ROWS.values(), *SPANS)
    if threshold.of not in known:
        return f"`of` is {threshold.of!r}, expected one of {', '.join(known)}"
    if threshold.clock not in {RAW, SCHEDULED}:
        return f"`clock` is {threshold.clock!r}, expected {RAW} or {SCHEDULED}"
    if threshold.clock == SCHEDULED and threshold.of != "AP1":
        return f"only polls (AP1) have a schedule, not {threshold.of}"
    values = {"mean", "max", COUNT} | (set() if threshold.of in SPANS else {ERROR_SHARE})
    if threshold.value not in values and not _PERCENTILE.fullmatch(threshold.value):
        return (
            f"`value` is {threshold.value!r}, expected p50 ... p99.9, {', '.join(sorted(values))}"
        )
    return ""


def _limit_problem(threshold: Threshold) -> str:
    if not threshold.name.isprintable():
        return "`name` has characters that cannot be printed"
    if (threshold.at_most is None) == (threshold.at_least is None):
        return "it needs exactly one of `at_most` and `at_least`"
    limit = threshold.at_least if threshold.at_most is None else threshold.at_most
    if limit is not None and not isfinite(limit):
        return f"its limit is {limit}, expected a number"
    return ""


def check(threshold: Threshold, measured: Measured) -> Checked:
    """Whether a threshold holds."""
    series = _series(threshold, measured)
    unit = "s" if threshold.of in SPANS else "ms"
    if not series:
        word = Word.NOT_APPLICABLE if threshold.optional else Word.NOT_EXERCISED
        return Checked(name=threshold.name, word=word, reason=f"no {threshold.of} was measured")
    value = _value(threshold, series, measured)
    shown = f"{threshold.of} {threshold.value} is {_shown(threshold, value, unit)}"
    if threshold.at_most is not None:
        held, limit = value <= threshold.at_most, f"at most {threshold.at_most:g}"
    else:
        held, limit = value >= (threshold.at_least or 0), f"at least {threshold.at_least:g}"
    return Checked(
        name=threshold.name,
        word=Word.PASSED if held else Word.FAILED,
        reason=f"{shown} ({threshold.clock}), {limit} was asked for",
    )


def _series(threshold: Threshold, measured: Measured) -> Series:
    if threshold.of in SPANS:
        return measured.spans[threshold.of]
    table = measured.scheduled if threshold.clock == SCHEDULED else measured.raw
    return table.get(threshold.of, Series(()))


def _value(threshold: Threshold, series: Series, measured: Measured) -> float:
    if threshold.value == COUNT:
        return len(series)
    if threshold.value == ERROR_SHARE:
        return measured.failures.get(threshold.of, 0) / len(series)
    if threshold.value == "mean":
        return series.mean
    if threshold.value == "max":
        return series.largest
    return series.percentile(float(threshold.value.removeprefix("p")))


def _shown(threshold: Threshold, value: float, unit: str) -> str:
    if threshold.value == COUNT:
        return f"{value:g}"
    if threshold.value == ERROR_SHARE:
        return f"{value:.4f}"
    return f"{value:.3g} {unit}" if unit == "s" else f"{value:.1f} {unit}"
