"""`nps certify` from end to end: the installed command, real sockets, real contractors."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from nps_scenarios.loader import scenario_names
from nps_simulator.journal.entries import Closed, Driver, Exchange
from nps_simulator.journal.files import read_journal

NPS = shutil.which("nps", path=str(Path(sys.executable).parent))
REPORTS = ("run.json", "junit.xml", "report.html")
LONG = 240  # seconds; only a hanging command takes so long

CLIENT = """
from nps_conformance.contractors.reference.contractor import Contractor
from nps_conformance.contractors.reference.program import main


class Habit(Contractor):
{}


raise SystemExit(main(Habit))
"""

INVOICES_AGAIN = """
    def prepare_resend(self, duty):
        if duty.kind == "invoice":
            duty.request["ExternalReference"] = self.next_reference()
            duty.request["SupplierInvoiceReference"] += "-B"
"""

DIES = """
    def turn(self, fact):
        import os
        if fact.id > 4:
            os.kill(os.getpid(), 9)
        super().turn(fact)
"""


def nps(folder, *words):
    """Run `nps certify` in a folder: exit code, what it printed, and its reports."""
    done = subprocess.run(
        [NPS, "certify", "--reports", "reports", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def contractor(folder, command, *, mode="resident", patience=60, cwd="{work}"):
    """A contractor.yaml around a command."""
    words = json.dumps([str(word) for word in command])
    path = folder / "contractor.yaml"
    path.write_text(
        f'name: Tried\nversion: "1"\ndriver:\n  kind: command\n  mode: {mode}\n'
        f'  command: {words}\n  patience: {patience}\n  cwd: "{cwd}"\n'
    )
    return ("--contractor", path.name)


def program(folder, text):
    path = folder / "client.py"
    path.write_text(textwrap.dedent(text))
    return (sys.executable, "-u", path)


def result(folder):
    return json.loads((folder / "reports" / "run.json").read_bytes())


def journal(folder, name):
    return read_journal(folder / "reports" / "journals" / f"{name}.jsonl")


@pytest.fixture(scope="module")
def certified(tmp_path_factory):
    """The reference contractor, certified with everything there is."""
    folder = tmp_path_factory.mktemp("certified")
    return folder, *nps(folder)


def test_the_reference_contractor_is_conformant(certified):
    folder, code, out, _ = certified

    run = result(folder)
    assert code == 0, out
    assert run["exit_code"] == 0
    unproved = [
        each
        for each in run["summary"]
        if each["in_scope"] and each["level"] == "MUST" and each["verdict"] != "PASSED"
    ]
    assert unproved == []
    assert {each["mode"] for each in run["played"]} == {"faithful", "gullible"}
    assert [each for each in run["verdicts"] if each["verdict"] in {"FAILED", "WARNED"}] == []


def test_at_least_fifteen_rules_are_exercised(certified):
    folder, *_ = certified

    passed = {each["rule"] for each in result(folder)["summary"] if each["verdict"] == "PASSED"}

    assert len(passed) >= 15


def test_the_terminal_shows_progress_and_where_the_reports_are(certified):
    _, _, out, _ = certified

    assert "straight-road" in out
    assert "played to its end" in out
    assert out.endswith("\nConformant: every MUST in scope was kept. (exit code 0)\n")
    assert f"reports{os.sep}run.json" in out
    assert f"reports{os.sep}journals" in out


def test_rules_without_an_occasion_are_one_line_on_the_terminal_and_whole_in_the_reports(tmp_path):
    code, out, _ = nps(tmp_path, "--scenario", "straight-road", "--mode", "faithful")

    summary = result(tmp_path)["summary"]
    listed = {each["rule"] for each in summary if f" {each['rule']} " in out}
    unheard = sum(each["verdict"] == "NOT_EXERCISED" for each in summary)
    assert code == 0, out
    assert unheard
    assert listed == {each["rule"] for each in summary if each["in_scope"]}
    assert f"{unheard} NOT_EXERCISED. report.html and run.json have every rule." in out
    assert out.count("NOT_EXERCISED") == 2  # in the sandbox's line, and there


def test_the_same_seed_gives_the_same_bytes_however_many_play_at_a_time(certified, tmp_path):
    folder, *_ = certified

    code, _, _ = nps(tmp_path, "--jobs", "1")

    assert code == 0
    first, second = folder / "reports", tmp_path / "reports"
    assert (first / "run.json").read_bytes() == (second / "run.json").read_bytes()
    journals = sorted(path.name for path in (first / "journals").iterdir())
    assert journals
    for name in journals:
        one, other = (first / "journals" / name), (second / "journals" / name)
        assert one.read_bytes() == other.read_bytes(), name


def test_a_program_for_each_instruction_does_as_well_as_a_resident_one(tmp_path):
    module = "nps_conformance.contractors.reference"
    command = [sys.executable, "-P", "-m", module, "--per-instruction"]
    claim = contractor(tmp_path, command, mode="per-instruction")

    code, out, _ = nps(tmp_path, *claim, "--scenario", "duplicate-invoice", "--mode", "faithful")

    assert "duplicate-invoice  faithful" in out
    assert "FAILED" not in out
    assert code == 0, out


def test_one_that_invoices_twice_is_not_conformant_and_both_messages_are_named(tmp_path):
    claim = contractor(tmp_path, program(tmp_path, CLIENT.format(INVOICES_AGAIN)))

    code, out, _ = nps(tmp_path, *claim, "--scenario", "duplicate-invoice")

    broken = [
        each
        for each in result(tmp_path)["verdicts"]
        if each["rule"] == "work-invoiced-once" and each["verdict"] == "FAILED"
    ]
    assert code == 1, out
    assert broken
    for verdict in broken:
        name = f"duplicate-invoice-{verdict['mode']}"
        first, second = (
            journal(tmp_path, name)[seq] for seq in verdict["violations"][0]["entries"]
        )
        assert isinstance(first, Exchange)
        assert (first.operation, second.operation) == ("CreateInvoice", "CreateInvoice")
        assert first.request["supplier_invoice_reference"] == "INV-00001"
        assert second.request["supplier_invoice_reference"] == "INV-00001-B"
        assert f"entry {first.seq}" in out
        assert f"entry {second.seq}" in out
    assert [verdict["mode"] for verdict in broken] == ["faithful", "gullible"]
    assert "FAILED: work-invoiced-once in duplicate-invoice, faithful" in out
    assert out.index("  reports") < out.index("FAILED: ")  # what is broken, and the verdict, last
    assert out.splitlines()[-1].endswith("(exit code 1)")
    assert "  Broken as well in:\n    duplicate-invoice (gullible)\n" in out  # told once
    assert "Rerun: nps certify --contractor contractor.yaml --scenario duplicate-invoice" in out


def test_what_the_program_said_is_told_beside_what_it_broke(tmp_path):
    claim = contractor(tmp_path, program(tmp_path, CLIENT.format(INVOICES_AGAIN)))

    code, out, _ = nps(tmp_path, *claim, "--scenario", "duplicate-invoice", "--mode", "faithful")

    log = Path("reports", "logs", "duplicate-invoice-faithful.txt")
    assert code == 1, out
    told = f"\n  What it said is in {log}; last: KeyError: 'INV-00001-B'\n  Rerun: "
    assert out.count(told) == 1


def test_one_that_does_nothing_passes_nothing(tmp_path):
    text = """
        import json, sys
        for line in sys.stdin:
            print(json.dumps({"done": json.loads(line).get("id", 0)}), flush=True)
    """
    claim = contractor(tmp_path, program(tmp_path, text))

    code, out, _ = nps(tmp_path, *claim)

    words = {each["verdict"] for each in result(tmp_path)["verdicts"]}
    assert code == 2, out
    assert "PASSED" not in words
    assert "FAILED" not in words


def test_one_that_ends_at_once_is_undecided_and_its_exit_is_journaled(tmp_path):
    claim = contractor(tmp_path, program(tmp_path, "raise SystemExit('no licence')"))

    code, out, _ = nps(tmp_path, *claim, "--scenario", "straight-road", "--mode", "faithful")

    entries = journal(tmp_path, "straight-road-faithful")
    assert code == 2, out
    assert "the program exited" in out
    lacking = out[out.index("Undecided: ") :]
    assert [each for each in lacking.split() if each.rstrip(",.").endswith("-")] == []
    log = Path("reports", "logs", "straight-road-faithful.txt")
    said = f"What it said is in {log}; last: no licence\n"
    assert f"    {said}" in out  # under its sandbox
    assert f"\n{said}Undecided: " in out  # and beside the verdict
    assert [each.detail for each in entries if isinstance(each, Driver)][-1] == "exit code 1"
    assert (tmp_path / "reports" / "junit.xml").exists()


def test_one_that_is_killed_in_the_middle_passes_no_prohibition(tmp_path):
    claim = contractor(tmp_path, program(tmp_path, CLIENT.format(DIES)))

    code, out, _ = nps(tmp_path, *claim, "--scenario", "rejected-variation")

    run = result(tmp_path)
    forbidding = {
        "no-completion-while-variation-pending",
        "rejected-scope-not-completed",
        "rejected-scope-not-invoiced",
    }
    passed = {each["rule"] for each in run["verdicts"] if each["verdict"] == "PASSED"}
    assert code == 2, out
    assert "receipt-after-details" in passed
    assert not passed & forbidding
    assert {each["ended"] for each in run["played"]} == {"exited"}


def test_one_that_never_reads_is_not_waited_for_for_ever(tmp_path):
    claim = contractor(tmp_path, program(tmp_path, "import time; time.sleep(600)"), patience=0.2)

    code, out, _ = nps(tmp_path, *claim, "--scenario", "straight-road", "--mode", "faithful")

    entries = journal(tmp_path, "straight-road-faithful")
    assert code == 2, out
    assert "gave up waiting" in out
    assert isinstance(entries[-1], Closed)
    assert entries[-1].why == "patience"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_run_writes_its_reports_and_is_undecided(tmp_path, number):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(LONG)
        text = f"""
            import socket, sys
            sys.stdin.readline()
            socket.create_connection(("127.0.0.1", {server.getsockname()[1]})).recv(1)
        """
        claim = contractor(tmp_path, program(tmp_path, text), patience=600)
        with subprocess.Popen(
            [NPS, "certify", "--reports", "reports", *claim],
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as running:
            connection, _ = server.accept()  # a contractor is at work
            running.send_signal(number)
            out, _ = running.communicate(timeout=LONG)
            connection.close()

    assert running.returncode == 2, out
    planned = 2 * len(scenario_names())
    assert f"Interrupted: 0 of {planned} sandboxes came to their end." in out
    for name in REPORTS:
        assert (tmp_path / "reports" / name).exists()
    assert result(tmp_path)["exit_code"] == 2
    first = next((tmp_path / "reports" / "journals").iterdir())
    assert read_journal(first)[-1].why == "interrupted"


@pytest.mark.skipif(sys.platform == "win32", reason="signals of another kind")
def test_what_was_played_is_kept_when_the_run_is_killed(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(LONG)
        text = f"""
            import json, os, socket, sys
            for line in sys.stdin:
                if "gullible" in os.environ["NPS_ENDPOINT"]:
                    socket.create_connection(("127.0.0.1", {server.getsockname()[1]})).recv(1)
                print(json.dumps({{"done": json.loads(line).get("id", 0)}}), flush=True)
        """
        claim = contractor(tmp_path, program(tmp_path, text), patience=600)
        words = ("--reports", "reports", *claim, "--scenario", "straight-road")
        with subprocess.Popen(
            [NPS, "certify", *words], cwd=tmp_path, stdout=subprocess.DEVNULL
        ) as running:
            connection, _ = server.accept()  # it is at work in the second sandbox
            running.kill()
            running.wait(LONG)
            connection.close()

    kept = sorted((tmp_path / "reports" / "journals").iterdir())
    assert [path.name for path in kept] == ["straight-road-faithful.jsonl"]
    assert isinstance(read_journal(kept[0])[-1], Closed)


SET_UP = {
    "a program that is not there": (
        {
            "contractor.yaml": 'name: A\nversion: "1"\ndriver: {kind: command, mode: resident, '
            "command: [./nowhere]}\n"
        },
        ["--contractor", "contractor.yaml"],
        "The contractor's program './nowhere' cannot be started",
    ),
    "a contractor.yaml with a mistake": (
        {"contractor.yaml": "name: A\nversion: 4\ndriver: {kind: none}\n"},
        ["--contractor", "contractor.yaml"],
        "contractor.yaml, line 2: 'version' is 4. Expected text; put a number in quotes.",
    ),
    "no contractor.yaml": ({}, ["--contractor", "no.yaml"], "no.yaml: cannot be read"),
    "an unknown scenario": ({}, ["--scenario", "strait-road"], "Did you mean 'straight-road'?"),
    "an unknown profile": ({}, ["--profile", "sead"], "Did you mean 'seed'?"),
    "an unknown option": ({}, ["--profil", "seed", "--nonsense"], "See nps certify --help."),
    "reports where a file is": ({"reports": "here I am"}, [], "reports is a file, not a folder."),
    "none at a time": ({}, ["--jobs", "0"], "--jobs is 0: play at least one at a time."),
    "a scenario that goes back in time": (
        {
            "back-in-time.yaml": "id: back-in-time\ntitle: Back\nwhy: To try.\n"
            "covers: [receipt-after-details]\nstarts: 2026-03-02T08:00:00\nseed: 1\nscript:\n"
            "  - when: {rounds: 1}\n    then:\n      - clock: {to: 07:00}\n"
        },
        ["--scenarios", ".", "--scenario", "back-in-time", "--mode", "faithful"],
        "",
    ),
}


@pytest.mark.parametrize(("files", "words", "said"), SET_UP.values(), ids=SET_UP)
def test_a_set_up_error_is_one_clear_sentence_and_exit_code_3(tmp_path, files, words, said):
    for name, text in files.items():
        (tmp_path / name).write_text(text)

    code, _, err = nps(tmp_path, *words)

    assert code == 3, err
    assert said in err
    assert "Traceback" not in err


def test_a_run_in_the_folder_of_an_earlier_one_starts_afresh(tmp_path):
    words = ("--scenario", "straight-road", "--mode", "faithful")
    nps(tmp_path, *words)
    first = (tmp_path / "reports" / "run.json").read_bytes()
    (tmp_path / "reports" / "journals" / "left.jsonl").write_text("over")

    code, out, _ = nps(tmp_path, *words)

    assert code == 0, out
    assert (tmp_path / "reports" / "run.json").read_bytes() == first
    assert not (tmp_path / "reports" / "journals" / "left.jsonl").exists()


def test_a_run_that_cannot_start_leaves_no_reports_of_an_earlier_one(tmp_path):
    nps(tmp_path, "--scenario", "straight-road", "--mode", "faithful")

    code, _, err = nps(tmp_path, *contractor(tmp_path, ["./nowhere"]))

    assert code == 3, err
    assert not [each for each in REPORTS if (tmp_path / "reports" / each).exists()]
    assert (tmp_path / "reports" / "unfinished.txt").exists()  # as CONTRACTOR-PROTOCOL.md says


def test_after_a_run_that_could_not_start_the_same_folder_serves_again(tmp_path):
    nps(tmp_path, *contractor(tmp_path, ["./nowhere"]))

    code, out, err = nps(tmp_path, "--scenario", "straight-road", "--mode", "faithful")

    assert code == 0, out + err
    assert not (tmp_path / "reports" / "unfinished.txt").exists()


def test_a_folder_that_is_not_ours_is_left_alone(tmp_path):
    mine = tmp_path / "reports" / "work"
    mine.mkdir(parents=True)

    code, _, err = nps(tmp_path)

    assert code == 3
    assert "has a folder 'work', and no run.json beside it" in err
    assert mine.exists()


def test_letters_that_the_terminal_has_not_are_spelt_out(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    said = "import sys; sys.stderr.buffer.write('kein Schl\u00fcssel'.encode()); sys.exit(1)"
    claim = contractor(tmp_path, program(tmp_path, said))

    code, out, err = nps(tmp_path, *claim, "--scenario", "straight-road", "--mode", "faithful")

    assert code == 2, err
    assert "last: kein Schl\\u00fcssel" in out


def test_json_on_standard_output_is_the_run(tmp_path):
    code, out, err = nps(
        tmp_path, "--json", "--scenario", "straight-road", "--mode", "faithful", "--seed", "9"
    )

    assert code == 0, err
    assert json.loads(out) == result(tmp_path)
    assert {each["seed"] for each in result(tmp_path)["played"]} == {9}
    assert "Conformant" in err
