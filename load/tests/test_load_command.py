"""Real processes: the command, Locust and a simulator, for a few seconds on loopback."""

import json
import re
import signal
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from nps_load.invariants import DOUBLED, JOURNAL, KEPT, LOST, RECORD, TWICE
from nps_load.simulator import PROGRAM

PATIENCE = 120
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def month_end(tmp_path_factory, nps_load, lenient):
    """Whole orders, two of the contractors through zeep."""
    size = ("--contractors", "6", "--orders", "24", "--duration", "6s", "--interval", "1s")
    reports = tmp_path_factory.mktemp("month-end")
    return nps_load(reports, "--shape", "month-end", "--zeep", "2", *size, *lenient(reports))


def test_a_run_that_holds_everything_exits_0(month_end) -> None:
    assert (month_end.code, month_end.outcome["exit_code"]) == (0, 0), month_end.out + month_end.err
    assert {each["verdict"] for each in month_end.outcome["thresholds"]} == {"PASSED"}


def test_whole_orders_were_done_and_invoiced(month_end) -> None:
    assert month_end.outcome["orders_raised"] == 24
    assert month_end.count("AP5") == 24
    assert month_end.count("AP3") == 24 + month_end.count("AP6")
    assert month_end.count("EX1") == 24
    assert month_end.count("AP6") + month_end.count("AP7") > 0
    assert month_end.count("AP9") == 48
    assert month_end.count("AP8") >= 6
    assert month_end.outcome["problems"] == []


def test_the_journal_and_the_record_are_judged(month_end) -> None:
    for name in (LOST, DOUBLED, TWICE):
        assert month_end.verdict(name, JOURNAL) == "PASSED"
        assert month_end.verdict(name, RECORD) == "PASSED"
    assert month_end.verdict(KEPT, JOURNAL) == "PASSED"
    assert month_end.verdict("the rules of the contract are kept", "rules") == "PASSED"


def test_judged_again_it_is_the_run_that_was_recorded(month_end, nps_load, tmp_path: Path) -> None:
    """And not what the options say when they are left out."""
    for path in month_end.reports.glob("record-*.jsonl"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    again = nps_load(tmp_path, "--judge", str(tmp_path))

    assert again.code == 2, again.out + again.err  # the landlord's journal is not there any more
    assert (again.outcome["shape"], again.outcome["contractors"]) == ("month-end", 6)


def test_business_and_scheduled_latencies_are_reported(month_end) -> None:
    counts = {each["of"]: each["count"] for each in month_end.outcome["business"]}
    clocks = {each["clock"] for each in month_end.outcome["latencies"]}

    assert set(counts.values()) == {24}
    assert clocks == {"raw", "scheduled"}


def test_it_says_how_it_goes_and_writes_every_report(month_end) -> None:
    names = {path.name for path in month_end.reports.iterdir()}

    assert re.search(r"6 contractors, \d+ requests, \d+\.\d/s, p99 \d+ ms, 0 failed", month_end.err)
    assert {"load.json", "junit.xml", "report.html", "locust.html", "locust.log"} <= names
    assert "secret" not in "".join(
        path.read_text() for path in month_end.reports.glob("record-*.jsonl")
    )


def test_a_breached_threshold_exits_1_and_is_a_junit_failure(nps_load, tmp_path: Path) -> None:
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


def test_two_processes_share_the_contractors(nps_load, lenient, tmp_path: Path) -> None:
    size = ("--contractors", "5", "--orders", "12", "--duration", "4s", "--interval", "1s")

    ran = nps_load(tmp_path, "--processes", "2", *size, *lenient(tmp_path))

    records = [path for path in tmp_path.glob("record-*.jsonl") if "feeder" not in path.name]
    seen = [set(re.findall(r'"contractor":"(load-\d+)"', path.read_text())) for path in records]
    assert ran.code == 0, ran.out + ran.err
    assert len(seen) == 2
    assert not seen[0] & seen[1]
    assert len(seen[0] | seen[1]) == ran.outcome["contractors"] == 6


@pytest.mark.parametrize("writes", [False, True])
def test_a_given_target_is_only_polled_unless_writes_are_asked_for(
    nps_load, landlord: str, tmp_path: Path, *, writes: bool
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
        (("--target", "http://127.0.0.1:9/", "--shape", "server-outage"), "leave --target out"),
        (("--target", "http://127.0.0.1:9/", "--database", "x"), "--database is for our own"),
        (("--target", "http://127.0.0.1:9/", "--orders", "9"), "--orders are raised by our own"),
        (("--database", "no/such.sqlite"), "there is no such directory"),
        (("--shape", "sawtooth"), "choose one of steady"),
        (("--duration", "soon"), "--duration: 'soon' is no span of time"),
        (("--contractors", "0"), "expected at least 1"),
        (("--contractors", "20001"), "--contractors is 20001, expected at most 20,000"),
        (("--orders", "1000001"), "--orders is 1000001, expected at most 1,000,000"),
        (("--processes", "100000"), "--processes is 100000, expected at most"),
        (("--duration", "0s"), "--duration is 0s, expected more than nought"),
        (("--interval", "0s"), "--interval is 0s, expected more than nought"),
        (("--judge", "."), "holds no record"),
        (("--reports", "/dev/null"), "--reports /dev/null cannot be made a directory"),
        (("--reports", "/dev/null", "--reverse", "1"), "cannot be made a directory"),
    ],
)
def test_a_wrong_set_up_is_one_sentence_and_exit_code_3(
    nps_load, arguments: tuple[str, ...], sentence: str, tmp_path: Path
) -> None:
    ran = nps_load(tmp_path, *arguments, cwd=tmp_path)

    assert ran.code == 3
    assert sentence in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="children are sought in /proc")
def test_ctrl_c_still_judges_and_leaves_nothing_running(lenient, tmp_path: Path) -> None:
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
