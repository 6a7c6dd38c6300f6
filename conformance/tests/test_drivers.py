"""Drivers with real programs: what they hand over, what they see, and that nothing is left."""

import asyncio
import json
import os
import sys
import textwrap
from pathlib import Path

import pytest

from nps_conformance.contractor_file import DriverSettings
from nps_conformance.drivers.base import Fact, Saw, Surroundings, fact_of
from nps_conformance.drivers.choose import choose
from nps_conformance.drivers.none import Nobody
from nps_conformance.drivers.per_instruction import PerInstruction
from nps_conformance.drivers.resident import Resident
from nps_scenarios.problems import SetUpError
from nps_simulator.journal.entries import Instruction

FACT = Fact(id=1, kind="work_finished", now="2026-03-02T09:00:00", order="1000001/1")
NEVER = 60.0  # a patience that only a broken driver runs out of


def program(folder, text):
    path = folder / "client.py"
    path.write_text(textwrap.dedent(text), encoding="utf-8")
    return (sys.executable, "-u", str(path))


def around(folder):
    work = folder / "work"
    work.mkdir(exist_ok=True)
    return Surroundings(
        endpoint="http://127.0.0.1:1/s/a/",
        username="user",
        password="word",
        work=work,
        log=folder / "log.txt",
        folder=folder,
    )


def resident(folder, text, patience=NEVER, **more):
    command = program(folder, text)
    settings = DriverSettings(
        kind="command", mode="resident", command=command, patience=patience, **more
    )
    return Resident(settings, around(folder))


def per_instruction(folder, text, patience=NEVER):
    command = program(folder, text)
    settings = DriverSettings(
        kind="command", mode="per-instruction", command=command, patience=patience
    )
    return PerInstruction(settings, around(folder))


def gone(pid):
    """Whether a process has ended; one that nobody has reaped yet counts as ended."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z"


def played(driver, *facts):
    """What a driver saw of facts, from start to stop."""

    async def play():
        await driver.start("2026-03-02T08:00:00")
        try:
            return [await driver.deliver(fact) for fact in facts]
        finally:
            await driver.stop()

    return asyncio.run(play())


ECHO = """
    import json, os, sys
    for line in sys.stdin:
        fact = json.loads(line)
        with open("seen.jsonl", "a") as file:
            file.write(line)
        if fact["kind"] == "stop":
            break
        print("some chatter")
        print(json.dumps({"done": fact["id"]}), flush=True)
    with open("ended", "w") as file:
        file.write(json.dumps(dict(os.environ)))
"""


def test_a_resident_program_gets_a_line_for_each_fact_and_a_stop(tmp_path):
    second = Fact(id=2, kind="round", now="2026-03-02T09:15:00")

    seen = played(resident(tmp_path, ECHO), FACT, second)

    lines = [json.loads(line) for line in (tmp_path / "seen.jsonl").read_text().splitlines()]
    assert [each.event for each in seen] == [Saw.HANDLED, Saw.HANDLED]
    assert (tmp_path / "log.txt").read_text().count("some chatter") == 2
    assert [line["kind"] for line in lines] == ["work_finished", "round", "stop"]
    assert lines[0] == {
        "id": 1,
        "kind": "work_finished",
        "now": "2026-03-02T09:00:00",
        "order": "1000001/1",
    }


def test_a_program_is_told_where_the_landlord_is(tmp_path):
    driver = resident(tmp_path, ECHO, env={"ACME_HOME": "{work}", "ACME_AT": "<{endpoint}>"})

    played(driver, FACT)

    told = json.loads((tmp_path / "ended").read_text())
    assert told["NPS_ENDPOINT"] == "http://127.0.0.1:1/s/a/"
    assert told["NPS_WSDL"] == "http://127.0.0.1:1/s/a/?wsdl"
    assert (told["NPS_USERNAME"], told["NPS_PASSWORD"]) == ("user", "word")
    assert told["NPS_NOW"] == "2026-03-02T08:00:00"
    assert told["ACME_HOME"] == told["NPS_WORK"] == str(tmp_path / "work")
    assert told["ACME_AT"] == "<http://127.0.0.1:1/s/a/>"


def test_a_fresh_folder_can_be_the_working_directory(tmp_path):
    played(resident(tmp_path, ECHO, cwd="{work}"), FACT)

    assert (tmp_path / "work" / "seen.jsonl").exists()


def test_a_program_that_exits_is_noticed_at_once(tmp_path):
    driver = resident(tmp_path, "import sys; sys.exit(7)")

    seen = played(driver, FACT, FACT)

    assert [(each.event, each.detail) for each in seen] == [(Saw.EXITED, "exit code 7")] * 2
    assert driver.gone


def test_a_word_said_before_the_end_counts(tmp_path):
    text = "print('{\"done\": 1}', flush=True)"

    seen = played(resident(tmp_path, text), FACT)

    assert seen[0].event is Saw.HANDLED


def test_a_program_that_never_reads_ends_a_wait_by_patience(tmp_path):
    large = Fact(id=1, kind="remark", now="2026-03-02T09:00:00", text="x" * 1_000_000)

    seen = played(resident(tmp_path, "import time; time.sleep(600)", patience=0.3), FACT, large)

    assert [each.event for each in seen] == [Saw.PATIENCE, Saw.PATIENCE]


def test_a_program_that_prints_without_line_ends_does_no_harm(tmp_path):
    text = """
        import sys
        sys.stdin.readline()
        sys.stdout.write("x" * 5_000_000 + "\\n")
        print('{"done": 1}', flush=True)
        sys.stdin.readline()
    """

    seen = played(resident(tmp_path, text), FACT)

    assert seen[0].event is Saw.HANDLED


def test_what_a_program_prints_on_stderr_is_kept(tmp_path):
    played(resident(tmp_path, "import sys; sys.stderr.write('where am I')"), FACT)

    assert (tmp_path / "log.txt").read_text() == "where am I"


def test_nothing_a_program_started_is_left(tmp_path):
    text = """
        import subprocess, sys, pathlib
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        pathlib.Path("child").write_text(str(child.pid))
        for line in sys.stdin:
            if '"stop"' in line:
                break
            print('{"done": 1}', flush=True)
    """

    played(resident(tmp_path, text), FACT)

    assert gone(int((tmp_path / "child").read_text()))


def test_a_program_that_will_not_stop_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr("nps_conformance.drivers.process.GRACE", 0.2)
    driver = resident(
        tmp_path,
        """
        import os, pathlib, signal, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        pathlib.Path("pid").write_text(str(os.getpid()))
        print('{"done": 1}', flush=True)
        time.sleep(600)
        """,
    )

    async def play():
        await driver.start("2026-03-02T08:00:00")
        await driver.deliver(FACT)
        return await driver.stop()

    assert asyncio.run(play()) is True
    assert gone(int((tmp_path / "pid").read_text()))


@pytest.mark.parametrize("mode", ["resident", "per-instruction"])
def test_a_program_that_is_not_there_is_a_set_up_error(tmp_path, mode):
    settings = DriverSettings(kind="command", mode=mode, command=("./nowhere",))
    driver = choose(settings, around(tmp_path), polls=int, calls=int)

    with pytest.raises(SetUpError, match=r"'./nowhere' cannot be started .* driver.command"):
        played(driver, FACT)


def test_one_start_for_each_fact_gives_it_in_the_environment_and_on_the_input(tmp_path):
    text = """
        import os, sys
        with open("seen.jsonl", "a") as file:
            file.write(os.environ["NPS_INSTRUCTION"] + "\\n" + sys.stdin.read())
            file.write(os.environ["NPS_NOW"] + "\\n")
    """

    seen = played(per_instruction(tmp_path, text), FACT)

    given, read, now = (tmp_path / "seen.jsonl").read_text().splitlines()
    assert seen[0].event is Saw.HANDLED
    assert json.loads(given) == json.loads(read)
    assert json.loads(given)["order"] == "1000001/1"
    assert now == "2026-03-02T09:00:00"


def test_exit_codes_other_than_0_mean_that_a_fact_was_not_dealt_with(tmp_path):
    driver = per_instruction(tmp_path, "import sys; sys.exit(3)")

    seen = played(driver, FACT)

    assert (seen[0].event, seen[0].detail) == (Saw.EXITED, "exit code 3")
    assert not driver.gone


def test_a_start_that_takes_too_long_is_ended(tmp_path):
    text = """
        import os, pathlib, time
        pathlib.Path("pid").write_text(str(os.getpid()))
        time.sleep(600)
    """

    seen = played(per_instruction(tmp_path, text, patience=1.0), FACT)

    assert seen[0].event is Saw.PATIENCE
    assert gone(int((tmp_path / "pid").read_text()))


def test_nobody_waits_for_the_next_poll():
    polls = iter([0, 0, 0, 1])
    settings = DriverSettings(kind="none", patience=NEVER)
    driver = Nobody(settings, polls=lambda: next(polls), calls=int)

    seen = played(driver, Fact(id=1, kind="round", now=""))

    assert seen[0].event is Saw.HANDLED


def test_nobody_gives_up_when_nothing_arrives():
    settings = DriverSettings(kind="none", patience=0.2)
    driver = Nobody(settings, polls=int, calls=int)

    seen = played(driver, FACT, Fact(id=2, kind="round", now=""))

    assert [each.event for each in seen] == [Saw.HANDLED, Saw.PATIENCE]


def test_an_instruction_about_several_orders_names_them_all():
    instruction = Instruction(
        seq=3,
        at="2026-03-02T09:00:00",
        number=1,
        kind="remark",
        occurred_at="2026-03-02T08:50:00",
        orders=["1000001/1", "1000002/1"],
        facts={"reason": "X"},
        text="Both.",
        tempts=["some-rule"],
    )

    fact = fact_of(instruction, 5, "2026-03-02T09:00:00")

    assert (fact.id, fact.order, fact.orders) == (5, "", ["1000001/1", "1000002/1"])
    assert (fact.occurred_at, fact.facts) == ("2026-03-02T08:50:00", {"reason": "X"})
    assert not hasattr(fact, "tempts")
