"""The second implementation against the first: the same requests, two sandboxes, equal replies."""

import argparse
import base64
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from nps_scenarios.profile import Profile
from nps_scenarios.scenario import Scenario
from nps_simulator.commands import serve
from nps_simulator.endpoints.soap.codec import Codec
from nps_simulator.endpoints.twin import Twin
from nps_simulator.journal.entries import Exchange
from nps_simulator.messages.catalogue import OPERATIONS
from nps_simulator.messages.request_works_orders import RequestWorksOrders
from nps_simulator.sandbox.definition import Account
from nps_simulator.sandbox.sandbox import Sandbox
from nps_simulator.sandbox.sandboxes import Sandboxes
from nps_simulator.server.listener import listening, serving
from nps_wsdl.contract import load_contract

NUMBERS = ("1000001/1", "1000002/1", "1000003/1", "1099999/1")  # the last is nobody's
AUTHORISATION = "Authorization: Basic " + base64.b64encode("acme:sécret".encode()).decode()
CODEC = Codec(load_contract())
SCENARIO = Scenario(
    id="twin",
    title="Three orders",
    why="To compare two implementations of the wire.",
    covers=(),
    profile="twin",
    starts=datetime(2026, 3, 9, 8, 0),
    seed=7,
    steps=(),
    expects=(),
)


class Engine:
    """One implementation, with sandboxes of its own."""

    def __init__(self, background: Any, raw: Any, *, twin: bool) -> None:
        self._background, self._raw = background, raw
        self.sandboxes = background.do(Sandboxes.on, ":memory:")
        manager = listening(Twin(self.sandboxes)) if twin else serving(self.sandboxes)
        listener = background.enter(manager)
        self.port = listener.port if twin else listener.address.port
        self._opened = 0
        self.sandbox: Sandbox = self.open()

    def open(self) -> Sandbox:
        """Open a fresh sandbox with three orders, and go on with that."""
        self._opened += 1
        self.sandbox = self._background.do(self._open, f"twin-{self._opened}")
        return self.sandbox

    def _open(self, name: str) -> Sandbox:
        sandbox = self.sandboxes.open(
            name,
            scenario=SCENARIO,
            profile=Profile(name="twin", title="Three orders"),
            contractors=(Account(name="acme", password="sécret"),),
            clock="given",
        )
        for count in range(3):
            lines = [{"sor": "900310", "quantity": f"{count + 1}.50"}] * (count + 1)
            order = {"priority": "ROU", "description": "Café, £2 & <more>", "lines": lines}
            sandbox.act("raise_order", order)
        return sandbox

    def post(self, body: bytes, *headers: str) -> Any:
        """Send a request to the sandbox and return the HTTP answer."""
        with self._raw(self.port) as connection:
            connection.post(f"/s/{self.sandbox.name}/", body, *(headers or (AUTHORISATION,)))
            return connection.answer()

    def ask(self, request: Any) -> Any:
        """Send a request and return the typed reply."""
        answer = self.post(CODEC.encode_request(request))
        assert answer.status == 200, answer.body
        envelope = etree.fromstring(answer.body)
        return CODEC.decode_reply(envelope.find("{*}Body")[0])

    def exchanges(self) -> list[Exchange]:
        """Return the exchanges of the journal."""
        entries = self._background.do(lambda: list(self.sandbox.entries()))
        return [entry for entry in entries if isinstance(entry, Exchange)]


@pytest.fixture
def engines(background, raw) -> Iterator[tuple[Engine, Engine]]:
    """Ours, and the twin."""
    pair = (Engine(background, raw, twin=False), Engine(background, raw, twin=True))
    yield pair
    background.leave()
    for engine in pair:
        background.do(engine.sandboxes.shut)


@st.composite
def some_calls(draw: st.DrawFn, valid_requests: Any) -> list[Any]:
    """A few valid requests, most of them about orders that exist."""
    calls = []
    for _ in range(draw(st.integers(1, 6))):
        request = draw(valid_requests(draw(st.sampled_from(list(OPERATIONS)))))
        if hasattr(request, "works_order_number"):
            request = replace(request, works_order_number=draw(st.sampled_from(NUMBERS)))
        calls.append(request)
    return calls


def test_both_engines_give_equal_replies_to_equal_requests(engines, valid_requests):
    ours, twin = engines

    @settings(max_examples=30, deadline=None)
    @given(some_calls(valid_requests))
    def compare(calls: list[Any]) -> None:
        ours.open()
        twin.open()
        for request in [RequestWorksOrders(), *calls, RequestWorksOrders()]:
            assert ours.ask(request) == twin.ask(request)
        ours_said = [(e.request, e.reply, e.code) for e in ours.exchanges()]
        assert ours_said == [(e.request, e.reply, e.code) for e in twin.exchanges()]

    compare()


def test_the_twin_describes_every_operation_in_a_wsdl_of_its_own(engines, raw):
    _, twin = engines
    with raw(twin.port) as connection:
        connection.send(
            f"GET /s/{twin.sandbox.name}/?wsdl HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        )
        described = etree.fromstring(connection.answer().body)
    port_type = described.find("{http://schemas.xmlsoap.org/wsdl/}portType")
    assert {operation.get("name") for operation in port_type} == set(OPERATIONS)


def test_the_twin_refuses_what_its_schema_refuses_and_journals_a_fault(engines):
    _, twin = engines
    body = CODEC.encode_request(RequestWorksOrders(maximum_orders=5))
    answer = twin.post(body.replace(b">5<", b">many<"))
    assert answer.status == 500
    assert b"Fault>" in answer.body
    assert [entry.outcome for entry in twin.exchanges()] == ["fault"]


@pytest.mark.parametrize(
    "header",
    [
        "Authorization:",
        "Authorization: Basic !",
        "Authorization: Basic eDp5",
        "Authorization: Bearer x",
    ],
)
def test_the_twin_challenges_who_does_not_prove_who_it_is(engines, header):
    _, twin = engines
    answer = twin.post(CODEC.encode_request(RequestWorksOrders()), header)
    assert answer.status == 401
    assert answer.headers["www-authenticate"].startswith("Basic realm=")


def test_the_twin_answers_a_closed_sandbox_with_a_fault(engines, background):
    _, twin = engines
    background.do(twin.sandbox.close, "asked")
    answer = twin.post(CODEC.encode_request(RequestWorksOrders()))
    assert answer.status == 500
    assert b"this sandbox is closed" in answer.body


def test_the_twin_has_nothing_at_another_address(engines, raw):
    _, twin = engines
    with raw(twin.port) as connection:
        assert connection.post("/s/nowhere/", b"", AUTHORISATION).answer().status == 404
        connection.post(f"/s/{twin.sandbox.name}/", b"", AUTHORISATION)
    with raw(twin.port) as connection:
        connection.send(
            f"PUT /s/{twin.sandbox.name}/ HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".encode()
        )
        answer = connection.answer()
    assert (answer.status, answer.headers["allow"]) == (405, "GET, POST")


def test_serve_imports_spyne_only_when_asked():
    program = "import sys, nps_simulator.commands.serve; print('spyne' in sys.modules)"
    command = [sys.executable, "-c", program]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert said.stdout == "False\n"


def test_serve_runs_the_twin_as_another_engine():
    program = "from nps_conformance.command import main; raise SystemExit(main())"
    command = [sys.executable, "-c", program, "serve", "--engine", "spyne"]
    command += ["--port", "0", "--control-port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            lines = iter(server.stdout.readline, "")
            address = next(line for line in lines if line.startswith("WSDL")).split()[1]
            with urllib.request.urlopen(address, timeout=30) as reply:
                # A declaration that only spyne makes.
                assert b"wsdlsoap12" in reply.read()
        finally:
            server.terminate()


def test_serve_names_the_engines_there_are(capsys):
    parser = argparse.ArgumentParser()
    serve.configure(parser)
    assert serve.run(parser.parse_args(["--engine", "steam"])) == 3
    assert "there is no such engine; there is spyne" in capsys.readouterr().err
