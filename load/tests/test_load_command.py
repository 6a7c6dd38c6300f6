"""Real processes: the command, Locust and a simulator, for a few seconds on loopback."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from nps_load.invariants import DOUBLED, JOURNAL, KEPT, LOST, RECORD, TWICE
from nps_load.runs import Task, judged, run_load
from nps_load.settings import Settings
from nps_load.shapes import SHAPES, shared_out
from nps_load.simulator import PROGRAM, own_logins, running
from nps_load.targets import write_logins
from nps_reports.record import Word

PATIENCE = 120
HERE = Path(__file__).parent


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str
    reports: Path

    @property
    def outcome(self) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((self.reports / "load.json").read_bytes())
        return content

    def verdict(self, name: str, view: str) -> str:
        return next(
            each["verdict"]
            for each in self.outcome["invariants"]
            if (each["name"], each["view"]) == (name, view)
        )

    def count(self, row: str) -> int:
        return next(
            (
                each["count"]
                for each in self.outcome["latencies"]
                if (each["of"], each["clock"]) == (row, "raw")
            ),
            0,
        )


def nps_load(reports: Path, *arguments: str, cwd: Path | None = None) -> Ran:
    command = [*PROGRAM, "load", "--reports", str(reports), *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE, check=False, cwd=cwd
    )
    return Ran(done.returncode, done.stdout, done.stderr, reports)


@pytest.fixture(scope="module")
def month_end(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Whole orders, two of the contractors through zeep."""
    size = ("--contractors", "6", "--orders", "24", "--duration", "6s", "--interval", "1s")
    reports = tmp_path_factory.mktemp("month-end")
    return nps_load(reports, "--shape", "month-end", "--zeep", "2", *size, *lenient(reports))


def lenient(folder: Path) -> tuple[str, str]:
    """Thresholds that a busy build machine holds as well."""
    path = folder / "lenient.yaml"
    path.write_text(
        "thresholds:\n"
        "  - {name: load, of: AP1, value: count, at_least: 5}\n"
        "  - {name: errors, of: all, value: error-share, at_most: 0}\n"
        "  - {name: soon, of: raised-receipted, value: p95, at_most: 60}\n"
    )
    return "--thresholds", str(path)


def test_a_run_that_holds_everything_exits_0(month_end: Ran) -> None:
    assert (month_end.code, month_end.outcome["exit_code"]) == (0, 0), month_end.out + month_end.err
    assert {each["verdict"] for each in month_end.outcome["thresholds"]} == {"PASSED"}


def test_whole_orders_were_done_and_invoiced(month_end: Ran) -> None:
    assert month_end.outcome["orders_raised"] == 24
    assert month_end.count("AP3") == month_end.count("AP5") == month_end.count("EX1") == 24
    assert month_end.count("AP9") == 48
    assert month_end.count("AP8") >= 6
    assert month_end.outcome["problems"] == []


def test_the_journal_and_the_record_are_judged(month_end: Ran) -> None:
    for name in (LOST, DOUBLED, TWICE):
        assert month_end.verdict(name, JOURNAL) == "PASSED"
        assert month_end.verdict(name, RECORD) == "PASSED"
    assert month_end.verdict(KEPT, JOURNAL) == "PASSED"
    assert month_end.verdict("the rules of the contract are kept", "rules") == "PASSED"


def test_business_and_scheduled_latencies_are_reported(month_end: Ran) -> None:
    counts = {each["of"]: each["count"] for each in month_end.outcome["business"]}
    clocks = {each["clock"] for each in month_end.outcome["latencies"]}

    assert set(counts.values()) == {24}
    assert clocks == {"raw", "scheduled"}


def test_it_says_how_it_goes_and_writes_every_report(month_end: Ran) -> None:
    names = {path.name for path in month_end.reports.iterdir()}

    assert re.search(r"6 contractors, \d+ requests, \d+/s, p99 \d+ ms, 0 failed", month_end.err)
    assert {"load.json", "junit.xml", "report.html", "locust.html", "locust.log"} <= names
    assert "secret" not in "".join(
        path.read_text() for path in month_end.reports.glob("record-*.jsonl")
    )


def test_a_breached_threshold_exits_1_and_is_a_junit_failure(tmp_path: Path) -> None:
    strict = tmp_path / "strict.yaml"
    strict.write_text(
        "thresholds:\n"
        "  - {name: impossible, of: AP1, value: p50, at_most: 0.001}\n"
        "  - {name: possible, of: AP1, value: p50, at_most: 60000}\n"
    )
    size = ("--contractors", "4", "--orders", "4", "--duration", "3s", "--interval", "1s")

    ran = nps_load(tmp_path / "reports", "--thresholds", str(strict), *size)

    suites = etree.parse(ran.reports / "junit.xml").getroot()
    failed = [
        case.get("name") for case in suites.iter("testcase") if case.find("failure") is not None
    ]
    assert ran.code == 1, ran.out + ran.err
    assert failed == ["impossible"]
    assert "FAILED  impossible: AP1 p50 is" in ran.out


def test_two_processes_share_the_contractors(tmp_path: Path) -> None:
    size = ("--contractors", "5", "--orders", "12", "--duration", "4s", "--interval", "1s")

    ran = nps_load(tmp_path, "--processes", "2", *size, *lenient(tmp_path))

    records = [path for path in tmp_path.glob("record-*.jsonl") if "feeder" not in path.name]
    seen = [set(re.findall(r'"contractor":"(load-\d+)"', path.read_text())) for path in records]
    assert ran.code == 0, ran.out + ran.err
    assert len(seen) == 2
    assert not seen[0] & seen[1]
    assert len(seen[0] | seen[1]) == ran.outcome["contractors"] == 6


def test_a_planted_lost_order_is_found_at_200_users(tmp_path: Path) -> None:
    logins = own_logins(200)
    users_file = tmp_path / "users.csv"
    write_logins(users_file, logins)
    shape = SHAPES["steady"]
    settings = Settings(
        shape=shape,
        users_file=users_file,
        reports=tmp_path / "reports",
        duration=8.0,
        interval=4.0,
        lead=3.0,
        seed=1,
        workers=1,
        writes=True,
        i_may_load="",
        roles=shared_out(shape, len(logins)),
        run="",
        stops=True,
    )
    program = (sys.executable, str(HERE / "buggy_landlord.py"))

    with running(tmp_path, logins, program) as simulator:
        task = Task(settings=settings, logins=logins, orders=100, url=simulator.endpoint)
        run_load(task, simulator)
        outcome = judged(
            shape=shape.name,
            contractors=len(logins),
            target="",
            reports=settings.reports,
            thresholds=(),
            simulator=simulator,
        )

    lost = {each.view: each for each in outcome.findings if each.name == LOST}
    assert outcome.exit_code == 1
    assert lost[RECORD].word is Word.FAILED
    assert lost[JOURNAL].word is Word.FAILED
    assert all("7/1: " in example for example in lost[RECORD].examples + lost[JOURNAL].examples)


@pytest.fixture
def landlord(tmp_path: Path) -> Iterator[str]:
    """A simulator started by somebody else; its users file is there."""
    logins = own_logins(3)
    write_logins(tmp_path / "users.csv", logins)
    with running(tmp_path, logins) as simulator:
        control = simulator.control()
        for login in logins:
            order = {
                "priority": "ROU",
                "description": "x",
                "lines": [{"sor": "900101", "quantity": "1"}],
            }
            control.ask("POST", "/sandboxes/load/orders", {**order, "contractor": login.username})
        control.close()
        yield simulator.endpoint


@pytest.mark.parametrize("writes", [False, True])
def test_a_given_target_is_only_polled_unless_writes_are_asked_for(
    landlord: str, tmp_path: Path, *, writes: bool
) -> None:
    target = ("--target", landlord, "--users-file", str(tmp_path / "users.csv"))
    size = (
        "--contractors",
        "3",
        "--duration",
        "4s",
        "--interval",
        "1s",
        *(["--writes"] if writes else []),
    )

    ran = nps_load(tmp_path / "reports", *target, *size)

    rows = {each["of"] for each in ran.outcome["latencies"]} - {"all"}
    assert ran.verdict(LOST, RECORD) == "PASSED", ran.out + ran.err
    assert ran.verdict(LOST, JOURNAL) == "NOT_APPLICABLE"
    assert ran.count("AP2") >= 3
    assert ("AP3" in rows) is writes
    if not writes:
        assert rows == {"AP1", "AP2"}
        assert ran.verdict(TWICE, RECORD) == "NOT_APPLICABLE"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--target", "http://nps.example.org/"), "with --i-may-load nps.example.org"),
        (("--target", "http://nps.example.org/", "--i-may-load", "localhost"), "not 'localhost'"),
        (("--target", "http://127.0.0.1:9/", "--shape", "month-end"), "say --writes"),
        (("--target", "http://127.0.0.1:9/"), "--target needs --users-file"),
        (("--shape", "sawtooth"), "choose one of steady"),
        (("--duration", "soon"), "--duration: 'soon' is no span of time"),
        (("--contractors", "0"), "expected at least 1"),
        (("--judge", "."), "holds no record"),
    ],
)
def test_a_wrong_set_up_is_one_sentence_and_exit_code_3(
    arguments: tuple[str, ...], sentence: str, tmp_path: Path
) -> None:
    ran = nps_load(tmp_path, *arguments, cwd=tmp_path)

    assert ran.code == 3
    assert sentence in ran.err
    assert ran.err.count("\n") == 1


def test_ctrl_c_still_judges_and_leaves_nothing_running(tmp_path: Path) -> None:
    command = [*PROGRAM, "load", "--reports", str(tmp_path), "--contractors", "3"]
    command += ["--duration", "10m", "--interval", "1s", "--orders", "5", *lenient(tmp_path)]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stderr is not None
        for line in run.stderr:
            if re.search(r" [1-9]\d* requests", line):
                break
        children = _children(run.pid)
        run.send_signal(signal.SIGINT)
        out, err = run.communicate(timeout=PATIENCE)

    assert run.returncode == 2, out + err
    assert json.loads((tmp_path / "load.json").read_bytes())["interrupted"]
    assert len(children) >= 2
    assert not [child for child in children if Path(f"/proc/{child}").exists()]


def _children(parent: int) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == parent:
            found.append(int(entry.name))
    return found


def test_without_locust_it_says_how_to_get_it(tmp_path: Path) -> None:
    script = (
        "import sys; sys.modules['locust'] = None\n"
        "from nps_conformance.command import main; sys.exit(main())"
    )

    done = subprocess.run(
        [sys.executable, "-c", script, "load", "--reports", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.returncode == 3
    assert "pip install 'nps-conformance[load]'" in done.stderr
    assert done.stderr.count("\n") == 1


def test_no_command_imports_locust() -> None:
    script = (
        "import sys\n"
        "from importlib.metadata import entry_points\n"
        "for point in entry_points(group='nps.commands'): point.load()\n"
        "print(sorted(name for name in sys.modules if name.split('.')[0] in ('locust', 'gevent')))"
    )

    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=PATIENCE, check=True
    )

    assert done.stdout.strip() == "[]"


def test_locust_alone_refuses_a_foreign_host(tmp_path: Path) -> None:
    locustfile = HERE.parent / "nps_load" / "locustfile.py"
    code = "import sys; from locust.main import main; sys.exit(main())"
    command = [sys.executable, "-c", code, "-f", str(locustfile), "--headless", "-u", "1"]

    done = subprocess.run(
        [*command, "--host", "http://nps.example.org/", "-t", "2s"],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        cwd=tmp_path,
        env={**os.environ, "NPS_LOAD_USERS_FILE": "none.csv"},
    )

    assert done.returncode == 3
    assert "nps.example.org is not this machine" in done.stderr


def test_a_master_and_two_workers_by_hand_share_the_contractors(
    landlord: str, tmp_path: Path
) -> None:
    """As on several machines: plain Locust, and the records judged together afterwards."""
    locustfile = HERE.parent / "nps_load" / "locustfile.py"
    code = "import sys; from locust.main import main; sys.exit(main())"
    locust = [sys.executable, "-c", code, "-f", str(locustfile), "--headless"]
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = str(found.getsockname()[1])
    environment = {
        **os.environ,
        "NPS_LOAD_USERS_FILE": str(tmp_path / "users.csv"),
        "NPS_LOAD_REPORTS": str(tmp_path / "records"),
        "NPS_LOAD_INTERVAL": "1",
        "NPS_LOAD_WRITES": "1",
        "NPS_LOAD_WORKERS": "2",
    }
    master = [*locust, "--master", "--expect-workers", "2", "-u", "3", "-r", "3", "-t", "6s"]
    master += ["--master-bind-host", "127.0.0.1", "--master-bind-port", port, "--host", landlord]
    worker = [*locust, "--worker", "--master-host", "127.0.0.1", "--master-port", port]
    worker += ["--host", landlord]
    with ExitStack() as stack:
        running_now = [
            stack.enter_context(
                subprocess.Popen(
                    command, env=environment, cwd=tmp_path, stderr=subprocess.PIPE, text=True
                )
            )
            for command in (master, worker, worker)
        ]
        said = [each.communicate(timeout=PATIENCE)[1] for each in running_now]

    judge = [*PROGRAM, "load", "--judge", str(tmp_path / "records"), "--json"]
    done = subprocess.run(judge, capture_output=True, text=True, timeout=PATIENCE, check=False)

    records = list((tmp_path / "records").glob("record-*.jsonl"))
    seen = [set(re.findall(r'"contractor":"(load-\d+)"', path.read_text())) for path in records]
    assert [each.returncode for each in running_now] == [0, 0, 0], said
    assert sorted(map(len, seen)) == [1, 2]
    assert len(set.union(*seen)) == 3
    outcome = json.loads(done.stdout)
    lost = next(each for each in outcome["invariants"] if each["name"] == LOST)
    assert (lost["view"], lost["verdict"]) == (RECORD, "PASSED")
