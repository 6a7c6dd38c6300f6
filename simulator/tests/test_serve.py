"""`nps serve` as a user starts it: a process, its output, its signals and exit codes."""

import argparse
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from nps_simulator.commands.serve import configure, run

NPS = [sys.executable, "-P", "-m", "nps_conformance.command"]
FREE = ["--port", "0", "--control-port", "0"]
POSIX = pytest.mark.skipif(os.name != "posix", reason="signals and shell of POSIX")


def command():
    """Return the installed command beside this Python."""
    found = Path(sys.executable).with_name("nps.exe" if os.name == "nt" else "nps")
    return [str(found)] if found.exists() else NPS


class Served:
    def __init__(self, *options):
        self.process = subprocess.Popen(
            [*command(), "serve", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if line.startswith("Ctrl-C"):
                break
        self.text = "".join(lines)

    def told(self, word):
        return re.findall(rf"^{word} +(\S.*)$", self.text, re.MULTILINE)

    def curl(self):
        return next(line.strip() for line in self.text.splitlines() if line.startswith("  curl "))

    def stop(self, number=signal.SIGINT):
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=10)
        return self.process.returncode, out + err


@pytest.fixture
def serve():
    started = []

    def start(*options):
        started.append(Served(*FREE, *options))
        return started[-1]

    yield start
    for served in started:
        if served.process.poll() is None:
            served.process.kill()
        served.process.communicate()


def refused(*options):
    done = subprocess.run(
        [*command(), "serve", *options], capture_output=True, text=True, timeout=30, check=False
    )
    return done.returncode, done.stdout, done.stderr


NEEDS_CURL = pytest.mark.skipif(shutil.which("curl") is None, reason="no curl")


@POSIX
@NEEDS_CURL
@pytest.mark.parametrize("options", [[], ["--tls"], ["--contractor", "a b:it's & <so>"]])
def test_the_printed_curl_line_works_as_printed(serve, options):
    served = serve(*options)

    done = subprocess.run(
        served.curl(), shell=True, capture_output=True, text=True, timeout=20, check=False
    )

    assert done.returncode == 0, done.stderr
    assert "<SuccessFlag>Y</SuccessFlag>" in done.stdout
    assert done.stdout.count("<WorksOrderNumber>") == 3


@POSIX
def test_everything_printed_is_there_and_ctrl_c_ends_it_with_nought(serve):
    served = serve("--contractor", "one:1", "--contractor", "two:2", "--seed", "9")
    session = requests.Session()
    session.trust_env = False

    wsdl = session.get(served.told("WSDL")[0], timeout=10)
    control = session.get(served.told("Control")[0], timeout=10)
    endpoint = session.get(served.told("Endpoint")[0], timeout=10)
    session.close()

    assert (wsdl.status_code, control.status_code, endpoint.status_code) == (200, 200, 405)
    assert f'location="{served.told("Endpoint")[0]}"' in wsdl.text
    assert served.told("Contractor") == ["one / 1  (HTTP Basic)", "two / 2  (HTTP Basic)"]
    assert "seed 9" in served.told("Landlord")[0]
    assert served.stop() == (0, "")


@POSIX
def test_a_second_process_is_told_that_the_port_is_taken(serve):
    port = serve().told("Endpoint")[0].split(":")[2].split("/")[0]

    code, out, err = refused("--port", port, "--control-port", "0")

    assert (code, out) == (3, "")
    assert err.startswith(f"nps serve: Port {port} on 127.0.0.1 cannot be listened on")
    assert err.count("\n") == 1


@POSIX
def test_a_database_goes_on_where_it_stopped_and_belongs_to_one_process(serve, tmp_path):
    database = str(tmp_path / "books.sqlite")
    first = serve("--database", database)
    code, _, err = refused(*FREE, "--database", database)
    assert (code, "in use by another process" in err) == (3, True)
    assert first.stop(signal.SIGTERM)[0] == 0

    again = serve("--database", f"sqlite:///{database}")

    control = again.told("Control")[0].removesuffix("/docs")
    with requests.Session() as session:
        session.trust_env = False
        orders = session.get(f"{control}/sandboxes/free-play/orders", timeout=10).json()
    assert len(orders) == 3


def newer(tmp_path):
    path = tmp_path / "newer.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 9999")
        connection.execute("CREATE TABLE later (x)")
    connection.close()
    return str(path)


@pytest.mark.parametrize(
    ("options", "word"),
    [
        (["--scenario", "none"], "There is no scenario 'none'"),
        (["--profile", "none"], "There is no profile 'none'"),
        (["--contractor", "acme"], "--contractor 'acme' is not NAME:PASSWORD"),
        (["--database", "postgresql://x/y"], "only SQLite"),
        (["--database", "/no/such/folder/x"], "folder"),
        (["--database", ""], "--database is empty"),
        (["--journal-limit", "-1"], "--journal-limit -1 is less than nothing"),
        (["--public-url", "repairs.example"], "--public-url 'repairs.example'"),
        (["--public-url", "http://[repairs"], "is not an http or https address"),
        (["--public-url", "http://repairs.example:http"], "is not an http or https address"),
        (["--public-url", "http://repairs example"], "is not an http or https address"),
        (["--tls", "one.pem"], "--tls takes no file, or two"),
        (["--tls", "no.pem", "no.key"], "TLS needs the file no.pem"),
        (["--host", "no such host"], "is no address to listen on"),
    ],
)
def test_a_wrong_set_up_is_one_sentence_and_exit_code_3(options, word, capsys):
    parser = argparse.ArgumentParser()
    configure(parser)

    code = run(parser.parse_args([*FREE, *options]))

    said = capsys.readouterr()
    assert (code, said.out) == (3, "")
    assert said.err.startswith("nps serve: ")
    assert word in said.err
    assert said.err.count("\n") == 1


def test_an_unknown_choice_is_exit_code_3_too():
    code, out, err = refused("--mode", "kind")

    assert (code, out) == (3, "")
    assert "--mode" in err
    assert "Traceback" not in err


def test_a_newer_database_is_left_alone(tmp_path):
    code, _, err = refused(*FREE, "--database", newer(tmp_path))

    assert (code, "newer" in err) == (3, True)
    assert err.count("\n") == 1


@POSIX
def test_a_scenario_is_served_under_its_name_and_mode(serve):
    served = serve("--scenario", "straight-road", "--mode", "gullible")

    assert served.told("Endpoint")[0].endswith("/s/straight-road/")
    assert "gullible" in served.told("Landlord")[0]


@POSIX
def test_refused_requests_are_told_on_stderr_without_control_characters(serve):
    served = serve()
    port = int(served.told("Endpoint")[0].split(":")[2].split("/")[0])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(b"\x1b[31mHELO\r\n\r\n")
        assert client.recv(1000).startswith(b"HTTP/1.1 400 ")

    code, said = served.stop()

    assert code == 0
    assert said.startswith("wire: 400 to 127.0.0.1:")
    assert "\x1b" not in said


@POSIX
def test_a_client_that_hangs_does_not_keep_the_command_from_ending(serve):
    served = serve()
    port = int(served.told("Endpoint")[0].split(":")[2].split("/")[0])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(b"POST /s/free-play/ HTTP/1.1\r\nContent-Length: 9\r\n\r\n<a")
        time.sleep(0.2)
        begun = time.monotonic()

        assert served.stop(signal.SIGTERM) == (0, "")
        assert time.monotonic() - begun < 2
