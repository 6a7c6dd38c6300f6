"""What the reference contractor does in each scenario and mode, as a digest of the journal.

`pytest --rewrite` accepts what is seen now. Only commit the changes if you understand what caused
them.
"""

import asyncio
import json
from pathlib import Path

import pytest

from nps_conformance.commands.redact import essence
from nps_conformance.contractor_file import reference
from nps_conformance.judge import judge
from nps_conformance.judge_run import judge_run
from nps_conformance.plan import MODES, Part, Stage, play_all
from nps_conformance.redaction.journals import Redaction
from nps_scenarios.loader import load_profile, load_scenario, scenario_names
from nps_simulator.journal.entries import Action, Closed, Driver, Exchange, FaultArmed, Instruction

GOLDEN = Path(__file__).parent / "golden"


def digest(entries):
    """One short line for each entry: number, kind, what, outcome, code, orders."""
    for entry in entries:
        match entry:
            case Exchange():
                orders = entry.request or {}
                number = orders.get("works_order_number") or orders.get("appointment_reference")
                what = [entry.operation or entry.outcome, entry.outcome, entry.code]
                yield [entry.seq, "exchange", *what, entry.delivery, entry.suspended, number or ""]
            case Action():
                yield [entry.seq, "action", entry.name, *entry.orders]
            case Instruction():
                yield [entry.seq, "instruction", entry.kind, *entry.orders]
            case FaultArmed():
                yield [entry.seq, "fault", entry.kind, entry.operation]
            case Driver():
                yield [entry.seq, "driver", entry.event, entry.detail]
            case Closed():
                held = all(each["held"] for each in entry.expectations)
                yield [entry.seq, "closed", entry.why, held]
            case _:
                yield [entry.seq, type(entry).__name__.lower()]


@pytest.fixture(scope="module")
def journals(tmp_path_factory):
    """Every scenario in both modes, played once."""
    parts = []
    for name in scenario_names():
        scenario = load_scenario(name)
        profile = load_profile(scenario.profile)
        parts += [
            Part(scenario=scenario, profile=profile, mode=mode, seed=scenario.seed)
            for mode in MODES
        ]
    stage = Stage(contractor=reference(), folder=tmp_path_factory.mktemp("golden"))
    played, interrupted = asyncio.run(
        play_all(parts, stage, lambda _played: None, lambda _address: None)
    )
    assert not interrupted
    return {each.part.name: each.entries for each in played}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", scenario_names())
def test_the_reference_contractor_goes_its_way(journals, name, mode, request):
    path = GOLDEN / f"{name}-{mode}.jsonl"
    lines = [
        json.dumps(line, separators=(",", ":"), ensure_ascii=False)
        for line in digest(journals[f"{name}-{mode}"])
    ]
    seen = "\n".join(lines) + "\n"
    if request.config.getoption("--rewrite"):
        path.write_text(seen, encoding="utf-8")

    assert seen == path.read_text(encoding="utf-8")
    assert '"closed","script",true' in lines[-1]


def test_the_reference_contractor_upholds_every_rule(journals):
    run = judge_run(journals.values())

    assert (run.exit_code, run.conclusion) == (0, "Conformant: every MUST in scope was kept.")
    assert [each.rule for each in run.summary if each.verdict == "WARNED"] == []


@pytest.mark.parametrize("mode", MODES)
def test_what_was_said_arrives_as_it_was_said(journals, mode):
    entries = journals[f"text-and-codes-{mode}"]
    said = [
        entry.text for entry in entries if isinstance(entry, Instruction) and entry.kind == "remark"
    ]
    noted = [
        entry.request["text"]
        for entry in entries
        if isinstance(entry, Exchange) and entry.operation == "AddWorksOrderNote"
    ]

    assert noted == said
    assert "\r\n" in said[0]
    assert [len(text) for text in said[1:]] == [2000]


def test_redacted_they_give_the_same_verdicts(journals):
    redaction = Redaction(b"a secret of more than sixteen bytes")
    for entries in journals.values():
        redaction.learn(entries)

    for entries in journals.values():
        after = judge(redaction.redacted(entries))
        assert list(map(essence, after)) == list(map(essence, judge(entries)))
