"""`nps doctor`: planted set-up errors, each in a real program, and what the doctor says of them."""

import json
import sys
from base64 import b64encode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from nps_conformance import command
from nps_conformance.doctor._check import ChecksClashError, checks, collect
from nps_conformance.doctor._play import scenario
from nps_conformance.doctor.poll import POLL
from nps_conformance.plan import PASSWORD
from nps_simulator.messages.catalogue import OPERATIONS

SLOW = 60  # seconds; a patience that only a hanging program runs out of
SHORT = 3  # for programs that are meant to hang

# A small client with the standard library only. It polls, reads each order and receipts it.
CLIENT = """
import base64, json, os, re, sys, urllib.error, urllib.request

SPACE = "urn:nps-conformance:contractor-interface:v1"
ACTIONS = SPACE
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
TYPE = "text/xml; charset=utf-8"
ENDPOINT = os.environ["NPS_ENDPOINT"]
PASSWORD = os.environ["NPS_PASSWORD"]
QUOTE = '"'
RESIDENT = True


def call(operation, content):
    body = (f'<s:Envelope xmlns:s="{ENVELOPE}"><s:Body><{operation} xmlns="{SPACE}">{content}'
            f"</{operation}></s:Body></s:Envelope>")
    word = base64.b64encode(f"{os.environ['NPS_USERNAME']}:{PASSWORD}".encode()).decode()
    headers = {"Content-Type": TYPE, "SOAPAction": f"{QUOTE}{ACTIONS}/{operation}{QUOTE}",
               "Authorization": f"Basic {word}"}
    with urllib.request.urlopen(urllib.request.Request(ENDPOINT, body.encode(), headers)) as reply:
        return reply.read().decode()


def when(fact):
    return fact["now"]


def deal(fact):
    if fact["kind"] != "round":
        return
    for number in re.findall(r"WorksOrderNumber>([^<]+)<", call("RequestWorksOrders", "")):
        call("RequestWorksOrderDetails", f"<WorksOrderNumber>{number}</WorksOrderNumber>")
        call("ConfirmWorksOrderReceipt", f"<WorksOrderNumber>{number}</WorksOrderNumber>"
             f"<ReceivedAt>{when(fact)}</ReceivedAt>"
             f"<ExternalReference>E-{fact['id']}</ExternalReference>")


def answer(fact):
    print(json.dumps({"done": fact["id"]}), flush=True)


def main():
    if not RESIDENT:
        deal(json.loads(os.environ["NPS_INSTRUCTION"]))
        return
    for line in sys.stdin:
        fact = json.loads(line)
        if fact["kind"] == "stop":
            return
        try:
            deal(fact)
        except OSError as error:
            print(error, file=sys.stderr, flush=True)
        answer(fact)


# planted
main()
"""


@pytest.fixture
def doctor(tmp_path, monkeypatch, capsys):
    """Put a client and its file into a folder, visit it: exit code, findings by check, all said."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    base = {"kind": "command", "mode": "resident", "cwd": "{work}", "patience": SLOW}
    base["command"] = [sys.executable, "-P", str(tmp_path / "client.py")]

    def visit(planted="", words=(), clock="given", **driver):
        (tmp_path / "client.py").write_text(CLIENT.replace("# planted", planted), encoding="utf-8")
        settings = {"name": "Small", "version": "1", "clock": clock, "driver": {**base, **driver}}
        path = tmp_path / "contractor.yaml"
        path.write_text(json.dumps(settings), encoding="utf-8")  # JSON is YAML
        code = command.main(["doctor", "--contractor", str(path), *words])
        return SimpleNamespace(code=code, said=capsys.readouterr().out)

    return visit


def problems(visited):
    """The problems of a visit that was told as JSON: check and what is said, in order."""
    return [
        (each["check"], f"{each['seen']}. {each['change']}")
        for each in json.loads(visited.said)["checks"]
        if each["status"] == "problem"
    ]


def test_a_good_set_up_passes_all_twelve_checks(doctor):
    visited = doctor()

    assert visited.code == 0, visited.said
    assert visited.said.count("  ok  ") == len(checks()) == 12
    assert "12 checks: 12 ok, 0 problem, 0 not reached." in visited.said


def test_a_good_set_up_of_a_program_started_for_each_fact_passes_too(doctor):
    visited = doctor("RESIDENT = False", mode="per-instruction")

    assert visited.code == 0, visited.said


def test_it_works_where_certify_would_have_it_work_and_leaves_nothing_there(doctor, tmp_path):
    planted = f"""
from pathlib import Path
work = Path(os.environ["NPS_WORK"])
assert work.parents[2] == Path({str(tmp_path)!r}, "to come", "runs"), work
(work / "kept.db").write_text("kept")
"""

    visited = doctor(planted, words=("--reports", "to come/runs"))

    assert visited.code == 0, visited.said
    assert sorted(each.name for each in tmp_path.iterdir()) == ["client.py", "contractor.yaml"]


def test_the_machine_s_clock_is_right_where_the_file_says_so(doctor):
    planted = """
def when(fact):
    from datetime import datetime, timezone
    return datetime.now(timezone.utc).isoformat(timespec="seconds")
"""

    assert doctor(planted, clock="machine").code == 0


# What is planted in the client, the settings of its driver, the check that must tell of it, and
# words that make the diagnosis the right one.
PLANTED = {
    "an unknown driver": ("", {"kind": "comand"}, "contractor file", "Did you mean 'command'"),
    "a program that is nowhere": ("", {"command": ["no-such"]}, "program", "on PATH"),
    "a program beside, without ./": ("", {"command": ["client.py"]}, "program", "./client.py"),
    "a path to nothing": ("", {"command": ["./bin/none"]}, "program", "is not there"),
    "a script not executable": ("", {"command": ["./client.py"]}, "program", "chmod +x"),
    "no working folder": ("", {"cwd": "gone"}, "folders", "is not there"),
    "a proxy in the way": (
        "",
        {"env": {"http_proxy": "http://me:secret@127.0.0.1:9", "no_proxy": "", "NO_PROXY": ""}},
        "address",
        "http_proxy is set (to 127.0.0.1:9), and no_proxy does not name 127.0.0.1",
    ),
    "a missing library": ("import no_such_library", {}, "start", "No module named"),
    "an end after the first look": ("sys.exit(0)", {}, "start", "mode: per-instruction"),
    "a program that stays where one is meant to return": (
        "import threading; threading.Event().wait()",
        {"mode": "per-instruction", "patience": SHORT},
        "start",
        "mode: resident",
    ),
    "a wrong password": ("PASSWORD = 'sesame'", {}, "credentials", "not the given ones"),
    "no credentials": (
        (
            "plain = urllib.request.Request\n"
            "urllib.request.Request = lambda url, body, headers: plain(\n"
            "    url, body, {k: v for k, v in headers.items() if k != 'Authorization'})"
        ),
        {},
        "credentials",
        "there is no Authorization header",
    ),
    "a UsernameToken where Basic is wanted": (
        (
            "ENVELOPE += '\" xmlns:w=\"urn:UsernameToken'\n"
            "plain = urllib.request.Request\n"
            "urllib.request.Request = lambda url, body, headers: plain(url, body, "
            "{k: v for k, v in headers.items() if k != 'Authorization'})"
        ),
        {},
        "credentials",
        "wants HTTP Basic, not a UsernameToken",
    ),
    "an old namespace": ("SPACE = 'urn:old'", {}, "envelope", "{urn:old}RequestWorksOrders"),
    "SOAP 1.2": ("TYPE = 'application/soap+xml'", {}, "envelope", "text/xml"),
    "JSON": ("TYPE = 'application/json'", {}, "envelope", "415"),
    "another SOAPAction": ("ACTIONS = 'urn:old'", {}, "SOAPAction", "urn:old/RequestWorksOrders"),
    "no quotes": ("QUOTE = ''", {}, "SOAPAction", "not a quoted string"),
    "a path of its own": (
        "ENDPOINT = ENDPOINT.replace('/s/', '/services/')",
        {},
        "first poll",
        "POST /services/first-contact/ HTTP/1.1 came, which is nobody's address",
    ),
    "an address of its own": (
        "ENDPOINT = 'http://127.0.0.1:9/nps/'",
        {},
        "first poll",
        "no address of your own",
    ),
    "https": ("ENDPOINT = ENDPOINT.replace('http:', 'https:')", {}, "first poll", "not https"),
    "no poll": ("def deal(fact): pass", {}, "first poll", "poll when a fact of kind round"),
    "no word that it is done": (
        "def answer(fact): pass",
        {"patience": SHORT},
        "fact dealt with",
        'Write {"done": 1}',
    ),
    "an exit code for a fact of no use": (
        (
            "RESIDENT = False\n"
            "usual = deal\n"
            "def deal(fact):\n"
            "    usual(fact) if fact['kind'] == 'round' else sys.exit(4)"
        ),
        {"mode": "per-instruction"},
        "fact dealt with",
        "(remark): it ended (exit code 4)",
    ),
    "the machine's clock": (
        (
            "def when(fact):\n"
            "    from datetime import datetime, timezone\n"
            "    return datetime.now(timezone.utc).isoformat(timespec='seconds')"
        ),
        {},
        "clock",
        "say clock: machine",
    ),
    "UTC": (
        "def when(fact): return fact['now'].replace('T08', 'T07')",
        {},
        "clock",
        "an hour off",
    ),
}


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_error_gets_the_right_diagnosis_and_no_other(doctor, what):
    planted, driver, check, words = PLANTED[what]

    visited = doctor(planted, ["--json"], **driver)

    found = problems(visited)
    assert visited.code == 3
    assert [name for name, _ in found] == [check], visited.said
    assert words in found[0][1]
    assert "secret" not in visited.said


def test_a_script_whose_interpreter_is_missing_is_told(doctor, tmp_path):
    script = tmp_path / "client.sh"
    script.write_text("#!/no/such/interpreter\n", encoding="utf-8")
    script.chmod(0o755)

    (found,) = problems(doctor(words=["--json"], command=["./client.sh"]))

    assert found[0] == "start"
    assert "first line that names its interpreter" in found[1]


class _Webhook(BaseHTTPRequestHandler):
    """Takes facts, and polls when asked; `status` is its answer."""

    status = 204

    def do_POST(self):
        fact = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if fact["kind"] == "round" and self.status == 204:
            landlord = fact["landlord"]
            word = f"{landlord['username']}:{landlord['password']}".encode()
            body = (
                '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
                '<RequestWorksOrders xmlns="urn:nps-conformance:contractor-interface:v1"/>'
                "</s:Body></s:Envelope>"
            )
            action = "urn:nps-conformance:contractor-interface:v1/RequestWorksOrders"
            headers = {
                "Content-Type": "text/xml",
                "SOAPAction": f'"{action}"',
                "Authorization": f"Basic {b64encode(word).decode()}",
            }
            direct = build_opener(ProxyHandler({}))
            direct.open(Request(landlord["endpoint"], body.encode(), headers)).close()
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_words):
        """Say nothing."""


@pytest.fixture
def webhook(tmp_path, capsys):
    """Visit a webhook that answers with a status: exit code, findings by check, all said."""
    servers = []

    def visit(status):
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("W", (_Webhook,), {"status": status}))
        servers.append(server)
        Thread(target=server.serve_forever).start()
        path = tmp_path / "contractor.yaml"
        url = f"http://127.0.0.1:{server.server_port}/facts"
        settings = {"name": "W", "version": "1", "driver": {"kind": "http", "url": url}}
        path.write_text(json.dumps(settings), encoding="utf-8")
        code = command.main(["doctor", "--contractor", str(path), "--json"])
        return SimpleNamespace(code=code, said=capsys.readouterr().out)

    yield visit
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_webhook_that_polls_is_a_good_set_up(webhook):
    visited = webhook(204)

    assert visited.code == 0, visited.said


def test_a_webhook_that_answers_an_error_is_told(webhook):
    ((check, told),) = problems(webhook(500))

    assert check == "start"
    assert "the webhook answered 500" in told


def test_a_webhook_that_nobody_listens_at_is_told(tmp_path, capsys):
    path = tmp_path / "contractor.yaml"
    driver = {"kind": "http", "url": "http://127.0.0.1:9/facts"}
    path.write_text(json.dumps({"name": "W", "version": "1", "driver": driver}), encoding="utf-8")

    assert command.main(["doctor", "--contractor", str(path)]) == 3
    assert "problem      start" in capsys.readouterr().out


def test_a_reports_folder_that_is_a_file_is_told(doctor, tmp_path):
    (tmp_path / "taken").write_text("", encoding="utf-8")

    (found,) = problems(doctor("", ["--json", "--reports", "taken/run"]))

    assert found[0] == "folders"
    assert "Give another folder with --reports" in found[1]


def test_the_first_request_is_shown_as_it_came_without_credentials(doctor):
    visited = doctor(
        "SPACE = 'urn:old'\nENDPOINT += '?password=other&' + PASSWORD\n"
        "TYPE += '; p=' + PASSWORD\n"
        "ENVELOPE += '\" xmlns:p=\"urn:' + PASSWORD\n"
        "print('password', PASSWORD, file=sys.stderr)"
    )

    first = visited.said.partition("First contact\n")[2]
    assert first.startswith("  | POST /s/first-contact/?password=<masked>&<masked> HTTP/1.1\n")
    assert "  | Authorization: Basic <masked>\n" in first
    assert '<RequestWorksOrders xmlns="urn:old">' in first
    assert 'xmlns:p="urn:<masked>"' in first
    assert "  | password <masked>\n" in first
    assert PASSWORD not in visited.said
    assert "other" not in visited.said


def test_a_first_request_to_nowhere_is_shown_too(doctor):
    visited = doctor("ENDPOINT = ENDPOINT.replace('/s/', '/services/')")

    assert "  | POST /services/first-contact/ HTTP/1.1\n" in visited.said
    assert "<RequestWorksOrders" in visited.said


def test_what_cannot_be_said_yet_is_not_called_a_problem(doctor):
    visited = doctor(command=["no-such"])

    assert "1 problem, 8 not reached." in visited.said


def test_each_check_is_one_line(doctor):
    visited = doctor("print('one\\ntwo', file=sys.stderr); no_such_name")

    lines = visited.said.partition("\n\n")[0].splitlines()
    assert [int(line.split()[0]) for line in lines] == list(range(1, 13))


def test_two_checks_in_one_place_clash_and_both_are_named():
    first, second = (
        SimpleNamespace(__name__=name, NAME=name, ORDER=1, NEEDS=()) for name in ("one", "two")
    )

    with pytest.raises(ChecksClashError, match="one and two are both check 1"):
        collect([first, second])


def test_every_need_is_an_earlier_check():
    before = []
    for each in checks():
        assert set(each.NEEDS) <= set(before), each.NAME
        before.append(each.NAME)


def test_a_wrong_file_is_told_with_its_line(capsys, tmp_path):
    path = tmp_path / "contractor.yaml"
    path.write_text("name: A\nversion: 1\n", encoding="utf-8")

    assert command.main(["doctor", "--contractor", str(path)]) == 3
    assert "contractor.yaml, line" in capsys.readouterr().out


def test_nothing_is_left_in_the_reports_folder(doctor, tmp_path):
    doctor(command=["no-such"])

    assert sorted(each.name for each in Path(tmp_path).iterdir()) == [
        "client.py",
        "contractor.yaml",
    ]


def test_the_doctor_s_poll_and_scenario_exist():
    assert POLL in OPERATIONS
    assert scenario().id == "first-contact"
