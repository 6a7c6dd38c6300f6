"""The reference contractor against a landlord that misbehaves, in every way there is."""

import asyncio

import pytest

from nps_conformance.contractor_file import reference
from nps_conformance.judge import judge
from nps_conformance.plan import Part, Stage, play_all
from nps_reports.record import Word
from nps_scenarios.loader import load_profile, load_scenario
from nps_simulator.journal.entries import Closed, Exchange
from nps_simulator.sandbox.faults import KINDS

OPERATIONS = (
    "RequestWorksOrders",
    "RequestWorksOrderDetails",
    "ConfirmWorksOrderReceipt",
    "CreateAppointment",
    "UpdateAppointmentStatus",
    "VaryWorksOrder",
    "CompleteWorksOrder",
    "CreateInvoice",
)

# Each operation is called at least once after its fault was armed.
SCRIPT = """\
id: {name}
title: Faults
why: Every operation meets the same fault, twice.
covers: [work-invoiced-once]
starts: 2026-03-02T08:00:00
seed: 1
tail: 4
script:
  - when: start
    then:
      - raise_order:
          order: tap
          priority: ROU
          description: Tap drips
          lines: [{{sor: "900101", quantity: "1.00"}}]
{faults}
  - when: {{order: tap, is: receipted}}
    then:
      - instruct: {{kind: visit_agreed, order: tap, date: +1d, slot: AM, text: Tomorrow.}}
  - when: {{rounds: 3}}
    then:
      - clock: {{to: "+1d 09:00"}}
      - instruct: {{kind: operative_arrived, order: tap, text: At the door.}}
  - when: {{rounds: 2}}
    then:
      - instruct:
          kind: more_work_found
          order: tap
          reason: ADDWK
          lines: [{{action: ADD, line: 2, sor: "900999", quantity: "0.50"}}]
          text: The pipe leaks as well.
  - when: {{rounds: 2}}
    then:
      - clock: {{advance: 1h}}
      - instruct: {{kind: work_finished, order: tap, text: All done.}}
  - when: {{order: tap, is: COM}}
    then:
      - instruct: {{kind: month_end, text: The invoice run is due.}}
expects: {{tap: CLO}}
"""


def script(folder, kind):
    # Who is never let in gives up; who was, comes back.
    skips = {"RequestWorksOrders": 1} if kind == "http-401" else {}
    faults = "\n".join(
        f"      - fault: {{on: {each}, kind: {kind}, count: 2, skip: {skips.get(each, 0)}}}"
        for each in OPERATIONS
    )
    path = folder / f"faults-{kind}.yaml"
    path.write_text(SCRIPT.format(name=f"faults-{kind}", faults=faults))
    return load_scenario(path)


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """One play for each kind of fault."""
    folder = tmp_path_factory.mktemp("faults")
    profile = load_profile("certification")
    parts = [
        Part(scenario=script(folder, kind), profile=profile, mode="faithful", seed=1)
        for kind in sorted(KINDS)
    ]
    stage = Stage(contractor=reference(), folder=folder)
    done, _ = asyncio.run(play_all(parts, stage, lambda _played: None, lambda _address: None))
    return {each.part.scenario.id: each.entries for each in done}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_no_work_and_no_money_is_lost_and_no_rule_broken(played, kind):
    entries = played[f"faults-{kind}"]

    broken = {
        verdict.rule: verdict.violations
        for verdict in judge(entries)
        if verdict.verdict in {Word.FAILED, Word.WARNED, Word.ERROR}
    }
    met = {each.operation for each in entries if isinstance(each, Exchange) and each.fault}
    last = entries[-1]
    assert isinstance(last, Closed)
    assert all(each["held"] for each in last.expectations), last
    assert broken == {}
    assert met == set(OPERATIONS)
