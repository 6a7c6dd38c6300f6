"""Warm starts beside plain ones: nobody can tell which it was, and nothing is left of either."""

import asyncio
import json
import os
import select
import signal
import socket
import sys
import textwrap
from pathlib import Path

import pytest

from nps_conformance.contractor_file import DriverSettings, reference
from nps_conformance.drivers import process
from nps_conformance.drivers.base import Fact, Saw, Surroundings
from nps_conformance.drivers.per_instruction import PerInstruction
from nps_conformance.drivers.resident import Resident
from nps_conformance.drivers.warm import Nursery, _request
from nps_conformance.judge_run import judge_run
from nps_conformance.plan import MODES, Part, Stage, play_all
from nps_reports.record import Report
from nps_reports.writers.run_json import render
from nps_scenarios.loader import load_profile, load_scenario
from nps_scenarios.problems import SetUpError
from nps_simulator.journal.chain import canonical

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(os, "pidfd_open"), reason="no nursery on this system"
)
FACT = Fact(id=1, kind="work_finished", now="2026-03-02T09:00:00", order="1000001/1")
WAYS = ("plain", "warm")
ANSWERS = """
    import sys
    for line in sys.stdin:
        if '"stop"' in line:
            break
        print('{"done": 1}', flush=True)
"""


@pytest.fixture
def nursery():
    """A nursery for programs called `probe`."""
    with Nursery(modules={"probe"}) as found:
        yield found


@pytest.fixture
def driver(tmp_path, monkeypatch, nursery):
    """What makes a driver of a program, started plain or warm, in a folder of its own."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)

    def make(way, text, kind=Resident, **more):
        (tmp_path / "probe.py").write_text(textwrap.dedent(text), encoding="utf-8")
        work = tmp_path / way
        work.mkdir(exist_ok=True)
        around = Surroundings(
            endpoint="http://127.0.0.1:1/s/a/",
            username="user",
            password="word",
            work=work,
            log=work / "log.txt",
            folder=tmp_path,
            nursery=nursery if way == "warm" else None,
        )
        command = (sys.executable, "-P", "-m", "probe", "--option", "a value")
        settings = DriverSettings(
            **{"kind": "command", "command": command, "patience": 60, "cwd": "{work}", **more}
        )
        return kind(settings, around)

    return make


def played(driver, *facts):
    async def play():
        await driver.start("2026-03-02T08:00:00")
        try:
            return [await driver.deliver(fact) for fact in facts]
        finally:
            await driver.stop()

    return asyncio.run(play())


def gone(pid):
    """Whether a process has ended; one that nobody has reaped yet counts as ended."""
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"


def parent(pid):
    """The process that started another."""
    stat = Path(f"/proc/{pid}/stat").read_text()
    return int(stat.rpartition(")")[2].split()[1])


@pytest.mark.parametrize("kind", [Resident, PerInstruction])
@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("pass", "exit code 0"),
        ("import sys; print('late', file=sys.stderr); sys.exit(7)", "exit code 7"),
        ("raise SystemExit('This is why.')", "exit code 1"),
        ("def broken():\n    raise ValueError('boom')\nbroken()", "exit code 1"),
        ("this is no Python", "exit code 1"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "signal 9"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGINT)", "signal 2"),
        ("import os; os._exit(5)", "exit code 5"),
        ("import atexit; atexit.register(print, 'bye')\nprint('unflushed')", "exit code 0"),
        (
            "import threading\nthreading.Timer(0.1, print, ['done']).start()",
            "exit code 0",
        ),
    ],
)
def test_a_program_ends_as_it_would_have_and_prints_the_same(driver, text, detail, kind, nursery):
    seen, logs = {}, {}
    for way in WAYS:
        client = driver(way, text, kind)
        (seen[way],) = played(client, FACT)
        logs[way] = client._around.log.read_bytes()

    assert seen["warm"] == seen["plain"]
    assert seen["warm"].detail in {detail, ""}
    assert logs["warm"] == logs["plain"]
    assert nursery._process.poll() is None


FINDS = """
    import json, os, signal, stat, sys
    print("some words", file=sys.stderr)
    given = sys.stdin.readline()
    found = {
        "argv": sys.argv,
        "flags": list(sys.flags),
        "path": sys.path,
        "env": dict(os.environ),
        "seen by others": os.popen("env | grep NPS_ | sort").read(),
        "cwd": os.getcwd(),
        "leads": os.getsid(0) == os.getpgid(0) == os.getpid(),
        "signals": {str(n): str(signal.getsignal(n)).split(" at ")[0] for n in range(1, 32)},
        "umask": os.umask(0o022),
        "main": __name__,
        "package": __spec__.name,
        "given": given,
        "streams": [stat.S_IFMT(os.fstat(n).st_mode) for n in (1, 2)],
        "encodings": [each.encoding for each in (sys.stdin, sys.stdout, sys.stderr)],
        "buffering": [each.line_buffering for each in (sys.stdin, sys.stdout, sys.stderr)],
    }
    with open("found.json", "w") as file:
        json.dump(found, file)
    print('{"done": 1}', flush=True)
"""


@pytest.mark.parametrize("kind", [Resident, PerInstruction])
def test_a_program_finds_what_it_would_have_found(driver, tmp_path, kind):
    found = {}
    for way in WAYS:
        client = driver(way, FINDS, kind)
        assert played(client, FACT)[0].event is Saw.HANDLED
        text = (tmp_path / way / "found.json").read_text()
        found[way] = json.loads(text.replace(str(tmp_path / way), "WORK"))
        assert client._around.log.read_text().startswith("some words\n")

    assert found["warm"] == found["plain"]
    assert found["warm"]["cwd"] == found["warm"]["env"]["NPS_WORK"] == "WORK"
    assert found["warm"]["argv"][1:] == ["--option", "a value"]
    assert found["warm"]["leads"]


def test_it_is_forked_by_the_nursery_and_chance_is_its_own(driver, tmp_path, nursery):
    text = "import os, random; open('told', 'a').write(f'{os.getppid()} {random.random()}\\n')"

    played(driver("warm", text, PerInstruction), FACT, FACT)

    (one, first), (other, second) = (
        line.split() for line in (tmp_path / "warm" / "told").read_text().splitlines()
    )
    assert one == other == str(nursery._process.pid)
    assert first != second


def test_nothing_a_program_started_is_left(driver, tmp_path):
    text = """
        import os, signal, subprocess, sys, pathlib
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        pathlib.Path("pids").write_text(f"{os.getpid()} {child.pid}")
    """

    (seen,) = played(driver("warm", textwrap.dedent(text) + textwrap.dedent(ANSWERS)), FACT)

    assert seen.event is Saw.HANDLED
    assert all(gone(int(pid)) for pid in (tmp_path / "warm" / "pids").read_text().split())


def test_a_program_that_will_not_stop_is_killed(driver, tmp_path, monkeypatch):
    monkeypatch.setattr("nps_conformance.drivers.process.GRACE", 0.2)
    text = """
        import os, pathlib, signal, time
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        pathlib.Path("pid").write_text(str(os.getpid()))
        print('{"done": 1}', flush=True)
        time.sleep(600)
    """
    client = driver("warm", text)

    async def play():
        await client.start("2026-03-02T08:00:00")
        await client.deliver(FACT)
        return await client.stop()

    assert asyncio.run(play()) is True
    assert gone(int((tmp_path / "warm" / "pid").read_text()))


def test_a_program_that_closes_its_input_is_noticed(driver):
    text = """
        import os, sys, time
        os.close(0)
        print('{"done": 1}', flush=True)
        time.sleep(600)
    """
    details = {}
    for way in WAYS:
        client = driver(way, text)
        large = Fact(id=2, kind="remark", now="2026-03-02T09:00:00", text="x" * 1_000_000)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("nps_conformance.drivers.process.GRACE", 0.2)
            details[way] = [(each.event, each.detail) for each in played(client, FACT, large)]

    assert details["warm"] == details["plain"]
    assert details["warm"][1] == (Saw.EXITED, "it closed its input")


@pytest.mark.parametrize("text", ["sys.exit(0)", "sys.exit(3)"])
def test_a_nursery_that_dies_takes_nobody_along_and_the_next_start_is_plain(driver, nursery, text):
    client = driver("warm", ANSWERS + f"    {text}")

    async def play():
        await client.start("2026-03-02T08:00:00")
        first = client._running()
        assert parent(first.pid) == nursery._process.pid
        nursery._process.kill()
        nursery._process.wait()
        seen = await client.deliver(FACT)
        assert first.returncode is None
        await client.stop()
        await client.start("2026-03-02T08:00:00")
        second = client._running()
        ours = parent(second.pid)
        await client.stop()
        return seen.event, first.returncode, ours

    code = int(text[9])
    assert asyncio.run(play()) == (Saw.HANDLED, code, os.getpid())


def test_a_child_of_a_dead_nursery_that_is_killed_has_ended_by_a_signal(driver, nursery):
    client = driver("warm", ANSWERS)

    async def play():
        await client.start("2026-03-02T08:00:00")
        nursery._process.kill()
        nursery._process.wait()
        await process.kill(client._running())
        code = client._running().returncode
        await client.stop()
        return code

    assert asyncio.run(play()) == -signal.SIGKILL


def test_a_folder_that_is_not_there_is_the_same_set_up_error(driver, nursery):
    said = []
    for way in WAYS:
        with pytest.raises(SetUpError) as caught:
            played(driver(way, ANSWERS, cwd="nowhere"), FACT)
        said.append(str(caught.value))

    assert said[0] == said[1]
    assert nursery._process.poll() is None


@pytest.mark.parametrize(
    "more",
    [
        {"command": (sys.executable, "-m", "probe")},
        {"command": (sys.executable, "-P", "-m", "another")},
    ],
)
def test_a_program_that_is_not_ours_never_wakes_the_nursery(driver, nursery, tmp_path, more):
    (tmp_path / "another.py").write_text(textwrap.dedent(ANSWERS))

    assert played(driver("warm", ANSWERS, **more), FACT)[0].event is Saw.HANDLED
    assert nursery._process is None


def test_a_program_with_variables_that_imports_may_look_at_starts_plainly(
    driver, nursery, tmp_path
):
    text = "import os; open('parent', 'w').write(f'{os.getppid()}')"
    played(driver("warm", text, PerInstruction), FACT)
    played(driver("warm", text, PerInstruction, env={"PYTHONHASHSEED": "7"}), FACT)

    assert nursery._process.poll() is None
    assert (tmp_path / "warm" / "parent").read_text() == str(os.getpid())


def test_a_start_that_is_cancelled_runs_nothing(driver, nursery, tmp_path):
    text = "import os; open('ran', 'a').write(f'{os.getppid()}\\n')"

    async def play():
        cancelled = asyncio.create_task(driver("warm", text, PerInstruction).deliver(FACT))
        while nursery._process is None:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0)
        cancelled.cancel()  # long before the nursery has imported anything
        with pytest.raises(asyncio.CancelledError):
            await cancelled
        return await driver("warm", text, PerInstruction).deliver(FACT)

    (tmp_path / "warm").mkdir()
    (tmp_path / "warm" / "log.txt").touch()

    assert asyncio.run(play()).event is Saw.HANDLED
    assert (tmp_path / "warm" / "ran").read_text() == f"{nursery._process.pid}\n"


def test_a_child_that_nobody_waits_for_any_more_runs_nothing(driver, nursery, tmp_path):
    driver("warm", "open('ran', 'w')")
    command = (sys.executable, "-P", "-m", "probe")
    control = nursery._ready(command, os.environ)
    mine, its = socket.socketpair()
    with mine, its, Path(os.devnull).open("r+b") as null:
        request = _request(command, tmp_path, {})
        socket.send_fds(control, [request], [*[null.fileno()] * 3, its.fileno()])
        pidfd = os.pidfd_open(json.loads(mine.recv(100))["pid"])
    select.select([pidfd], [], [], 60)
    os.close(pidfd)

    assert not (tmp_path / "ran").exists()


def test_nothing_is_left_of_a_nursery_that_was_closed(driver, nursery):
    before = set(Path("/proc/self/fd").iterdir())

    played(driver("warm", ANSWERS), FACT)
    played(driver("warm", ANSWERS, PerInstruction), FACT)
    nursery.close()

    assert gone(nursery._process.pid)
    assert set(Path("/proc/self/fd").iterdir()) == before
    assert played(driver("warm", ANSWERS), FACT)[0].event is Saw.HANDLED


def test_a_nursery_ends_when_whoever_started_it_has(driver, nursery):
    played(driver("warm", ANSWERS), FACT)

    nursery._control.close()
    nursery._control = None

    assert nursery._process.wait(60) == 0


@pytest.mark.parametrize(
    ("mode", "modes"), [("resident", MODES), ("per-instruction", ["gullible"])]
)
def test_a_scenario_played_warm_and_plain_leaves_the_same_bytes(tmp_path, mode, modes):
    scenario = load_scenario("restart-between-details-and-receipt")
    profile = load_profile(scenario.profile)
    parts = [
        Part(scenario=scenario, profile=profile, mode=each, seed=scenario.seed) for each in modes
    ]
    journals, runs, logs = {}, {}, {}
    for way, modules in {"plain": (), "warm": Nursery()._modules}.items():
        with Nursery(modules) as nursery:
            stage = Stage(contractor=reference(mode), folder=tmp_path / way, nursery=nursery)
            played, _ = asyncio.run(play_all(parts, stage, lambda _: None, lambda _: None))
            assert (nursery._process is not None) == (way == "warm")
        journals[way] = [canonical(entry) for each in played for entry in each.entries]
        runs[way] = render(Report(run=judge_run(each.entries for each in played), journals={}))
        logs[way] = [each.read_bytes() for each in sorted((tmp_path / way / "logs").iterdir())]

    assert journals["warm"] == journals["plain"]
    assert runs["warm"] == runs["plain"]
    assert logs["warm"] == logs["plain"]
