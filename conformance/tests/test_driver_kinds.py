"""The same plan gives the same verdicts however the reference contractor is told its facts."""

import json
import os
import re
import select
import shutil
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from nps_conformance.contractors.reference.contractor import Contractor, Fact
from nps_conformance.contractors.reference.line import Line
from nps_conformance.contractors.reference.memory import Memory
from nps_conformance.drivers.person import ASKING, RULER, SENTENCES
from nps_simulator.journal.entries import Driver, Instruction
from nps_simulator.journal.files import read_journal

NPS = shutil.which("nps", path=str(Path(sys.executable).parent))
REFERENCE = (sys.executable, "-P", "-m", "nps_conformance.contractors.reference")
PLAN = ("--scenario", "straight-road", "--mode", "faithful", "--reports", "reports")
LONG = 240  # seconds; only a hanging command takes so long

KINDS = {sentence: kind for kind, sentence in SENTENCES.items()}
CARD = re.compile(
    r"Fact (?P<id>\d+)\. (?P<sentence>[^\n]*)\n"
    r'(?:  In words: "(?P<text>[^\n]*)"\n)?'
    r"  (?:Works order: (?P<order>\S+)|No order in particular\.)\n"
    r"  (?:It happened on (?P<day>\S+), (?P<time>\S+); it|It) is now "
    r"(?P<today>\S+), (?P<now>\S+)\.\n"
    rf"(?P<facts>.*?){RULER}\n[^\n]*\nGoing on when",
    re.DOTALL,
)
ROUND = re.compile(
    r"\n(?P<id>\d+)\. Time has passed: it is (?P<today>\S+), (?P<now>\S+)\.\nLet your"
)
WAITING = re.compile(r"waiting at (\S+)\?wsdl \(user (\S+), password (\S+)\)")


def claim(folder, driver):
    (folder / "contractor.yaml").write_text(f'name: Tried\nversion: "1"\ndriver: {driver}\n')
    return [NPS, "certify", "--contractor", "contractor.yaml", *PLAN]


def certify(folder, driver):
    done = subprocess.run(
        claim(folder, driver),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
    )
    return verdicts(folder, done.returncode, done.stdout + done.stderr)


def verdicts(folder, code, out):
    assert code in {0, 2}, out
    run = json.loads((folder / "reports" / "run.json").read_bytes())
    words = {each["rule"]: each["verdict"] for each in run["verdicts"]}
    # The one rule that depends on the driver: only a program that we start can be killed.
    assert words.pop("restart-survived") in {"NOT_EXERCISED", "NOT_APPLICABLE"}
    return code, words


def events(folder):
    entries = read_journal(folder / "reports" / "journals" / "straight-road-faithful.jsonl")
    told = [each.kind for each in entries if isinstance(each, Instruction)]
    return told, [each.event for each in entries if isinstance(each, Driver)]


@pytest.fixture(scope="module")
def resident(tmp_path_factory):
    """What the resident program gets: the measure of the others."""
    folder = tmp_path_factory.mktemp("resident")
    driver = {"kind": "command", "mode": "resident", "command": REFERENCE, "cwd": "{work}"}
    return folder, certify(folder, json.dumps(driver))


@contextmanager
def webhook(folder):
    with subprocess.Popen(
        [*REFERENCE, "--http", "0"], cwd=folder, stdout=subprocess.PIPE, text=True
    ) as running:
        try:
            yield running.stdout.readline().strip()
        finally:
            running.terminate()


def test_under_http(resident, tmp_path):
    folder, expected = resident
    with webhook(tmp_path) as url:
        came = certify(tmp_path, json.dumps({"kind": "http", "url": url, "patience": 60}))

    assert came == expected
    assert events(tmp_path) == events(folder)


def test_a_webhook_that_is_not_there_is_a_set_up_error(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/facts"

    done = subprocess.run(
        claim(tmp_path, json.dumps({"kind": "http", "url": url})),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
    )

    assert done.returncode == 3
    assert f"The contractor's webhook {url} cannot be reached: " in done.stderr


def test_a_webhook_that_goes_away_is_undecided_and_its_end_is_told(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/facts"
        with subprocess.Popen(
            claim(tmp_path, json.dumps({"kind": "http", "url": url})),
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            text=True,
        ) as running:
            server.settimeout(LONG)
            server.accept()[0].close()  # the look whether it is there
            fact, _ = server.accept()
            server.close()
            fact.recv(65536)
            fact.sendall(b"HTTP/1.1 503 Busy\r\n\r\n")
            fact.close()
            out, _ = running.communicate(timeout=LONG)

    assert running.returncode == 2, out
    assert "no connection to the webhook" in out
    assert events(tmp_path)[1][-2:] == ["round", "exited"]


class Clerk:
    """A person at a terminal whose system is the reference contractor: types in what cards say."""

    def __init__(self, keys, folder):
        self.keys = keys
        self.folder = folder
        self.shown = ""
        self.contractor = None
        self.told = 0

    def work(self):
        """Do what the screen says, until the command ends."""
        while self.read():
            if self.contractor is None and (found := WAITING.search(self.shown)):
                self.hire(*found.groups())
            found = CARD.search(self.shown) or ROUND.search(self.shown)
            if found:
                self.shown = self.shown[found.end() :]
                self.turn(found.groupdict())

    def read(self):
        assert select.select([self.keys], [], [], LONG)[0], self.shown
        try:
            more = os.read(self.keys, 65536)
        except OSError:  # what a terminal says when the other side has ended
            return False
        self.shown += more.decode().replace("\r\n", "\n")
        return bool(more)

    def hire(self, endpoint, username, password):
        line = Line(
            endpoint=endpoint, wsdl=f"{endpoint}?wsdl", username=username, password=password
        )
        send = line.call

        def call(operation, request):
            answer = send(operation, request)
            self.told += operation not in ASKING and answer.success
            return answer

        line.call = call
        self.contractor = Contractor(line, Memory(self.folder / "books.json"))

    def turn(self, card):
        kind = KINDS[card["sentence"]] if "sentence" in card else "round"
        before = self.told
        lines = [line.strip().split(": ", 1) for line in card.get("facts", "").splitlines()]
        self.contractor.turn(
            Fact(
                id=int(card["id"]),
                kind=kind,
                now=f"{card['today']}T{card['now']}",
                order=card.get("order") or "",
                occurred_at=f"{card['day']}T{card['time']}" if card.get("day") else "",
                text=card.get("text") or "",
                facts={name.replace(" ", "_"): value for name, value in lines},
            )
        )
        if kind != "round" and self.told == before:
            os.write(self.keys, b"\n")


@pytest.mark.skipif(sys.platform == "win32", reason="has no pseudo-terminals")
def test_under_a_person_who_reads_the_cards(resident, tmp_path):
    _, expected = resident
    ours, theirs = os.openpty()
    try:
        with subprocess.Popen(
            claim(tmp_path, "{kind: person, patience: 60}"),
            cwd=tmp_path,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
        ) as running:
            os.close(theirs)
            clerk = Clerk(ours, tmp_path)
            clerk.work()
            code = running.wait(LONG)
    finally:
        os.close(ours)

    assert verdicts(tmp_path, code, clerk.shown) == expected
    assert "patience" not in events(tmp_path)[1]
