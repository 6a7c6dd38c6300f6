"""Fifty sandboxes at once give the same fifty reports as one after the other.

One reference contractor serves them all by webhook, so that their facts and calls interleave.
"""

import asyncio
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import replace

import pytest

from nps_conformance.contractor_file import ContractorFile, DriverSettings
from nps_conformance.judge_run import judge_run
from nps_conformance.plan import MODES, Part, Stage, play_all
from nps_reports.record import Report
from nps_reports.writers.run_json import render
from nps_scenarios.loader import load_profile, load_scenario

MANY = 50
SCENARIO = """\
id: small
title: Small
why: A reply is lost, and the work is done and paid all the same.
covers: [work-invoiced-once, unclear-reply-settled]
starts: 2026-03-02T08:00:00
seed: 1
tail: 3
script:
  - when: start
    then:
      - raise_order:
          order: tap
          priority: ROU
          description: Tap drips
          lines: [{sor: "900101", quantity: "1.00"}]
  - when: {order: tap, is: receipted}
    then:
      - fault: {on: CompleteWorksOrder, kind: lose-reply}
      - instruct: {kind: work_finished, order: tap, text: It is tight.}
  - when: {order: tap, is: COM}
    then:
      - instruct: {kind: month_end, text: The invoice run is due.}
  - when: {order: tap, is: CLO}
    then:
      - instruct: {kind: month_end, text: And again., tempts: [work-invoiced-once]}
      - raise_order:
          order: fan
          priority: ROU
          description: Fan is dead
          lines: [{sor: "900555", quantity: "1.00"}]
  - when: {order: fan, is: receipted}
    then:
      - instruct: {kind: remark, order: fan, text: Ring first.}
expects: {tap: CLO, fan: ISS}
"""


@contextmanager
def _webhook(folder):
    folder.mkdir()
    words = [sys.executable, "-P", "-m", "nps_conformance.contractors.reference", "--http", "0"]
    with subprocess.Popen(
        words, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        try:
            yield running.stdout.readline().strip()
        finally:
            running.terminate()


@pytest.fixture
def parts(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text(SCENARIO)
    small = load_scenario(path)
    profile = load_profile(small.profile)
    return [
        Part(scenario=replace(small, id=f"small-{seed}"), profile=profile, mode=mode, seed=seed)
        for seed in range(MANY // 2)
        for mode in MODES
    ]


def _reports(parts, folder, at_a_time):
    """The bytes of each sandbox's run.json, and its journal, by name."""
    with _webhook(folder) as url:
        settings = DriverSettings(kind="http", url=url, patience=120)
        contractor = ContractorFile(name="All", version="1", driver=settings)
        stage = Stage(contractor=contractor, folder=folder, at_a_time=at_a_time)
        played, _ = asyncio.run(play_all(parts, stage, lambda _: None, lambda _: None))
    return {
        each.part.name: (
            render(Report(run=judge_run([each.entries]), journals={})),
            each.entries,
        )
        for each in played
    }


def test_fifty_at_once_give_the_same_reports_as_one_after_the_other(parts, tmp_path):
    series = _reports(parts, tmp_path / "series", 1)
    parallel = _reports(parts, tmp_path / "parallel", MANY)

    assert len(series) == MANY
    assert list(parallel) == list(series)
    for name, (report, journal) in series.items():
        assert b'"exit_code": 0' in report, report.decode()
        assert parallel[name] == (report, journal)
