"""`nps simulate` as a user starts it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import requests

NPS = Path(sys.executable).with_name("nps")
POLL = (
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><RequestWorksOrders '
    'xmlns="urn:nps-conformance:contractor-interface:v1"/></s:Body></s:Envelope>'
)
HEADERS = {
    "Content-Type": "text/xml; charset=utf-8",
    "SOAPAction": '"urn:nps-conformance:contractor-interface:v1/RequestWorksOrders"',
}
LONG = 60  # seconds; only a hanging command takes so long


def told(text, word):
    return next(line.split()[1] for line in text.splitlines() if line.startswith(word))


def deeds_after(polls, *options):
    """What the landlord did by the time of so many polls, from the journal of the control API."""
    process = subprocess.Popen(
        [NPS, "simulate", "--port", "0", "--control-port", "0", *options],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if line.startswith("Ctrl-C"):
                break
        text = "".join(lines)
        assert "by chance" in text
        with requests.Session() as client:
            client.auth = ("acme", "acme-secret")
            for _ in range(polls):
                client.post(told(text, "Endpoint"), POLL, headers=HEADERS, timeout=LONG)
        control = told(text, "Control").removesuffix("/docs")
        answer = requests.get(f"{control}/sandboxes/simulated/journal", timeout=LONG)
    finally:
        process.terminate()
        process.communicate(timeout=LONG)
    entries = map(json.loads, answer.text.splitlines())
    return [(each["name"], each["orders"]) for each in map(_entry, entries) if "name" in each]


def _entry(line):
    return line.get("entry", line)


def test_the_same_seed_gives_the_same_deeds():
    options = ("--seed", "11", "--rate", "1", "--faults", "0")
    one, again, other = (
        deeds_after(30, *options),
        deeds_after(30, *options),
        deeds_after(30, "--seed", "12", "--rate", "1", "--faults", "0"),
    )

    assert len(one) > 15
    assert one == again
    assert one != other


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--rate", "2"], "--rate is 2.0: give a share from 0 to 1."),
        (["--faults", "-0.1"], "--faults is -0.1: give a share from 0 to 1."),
        (["--orders", "0"], "--orders is 0: at least 1."),
    ],
)
def test_a_wrong_option_is_one_sentence_and_exit_code_3(options, said):
    done = subprocess.run(
        [NPS, "simulate", *options], capture_output=True, text=True, timeout=LONG, check=False
    )

    assert done.returncode == 3
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
