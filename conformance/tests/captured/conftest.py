"""Runs of the reference contractor and of faulty ones, recorded as a proxy would have."""

import asyncio
import json
import sys
from base64 import b64encode
from datetime import datetime, timedelta

import pytest

from nps_conformance.contractor_file import ContractorFile, DriverSettings, reference
from nps_conformance.plan import Part, Stage, play_all
from nps_scenarios.loader import load_profile, load_scenario
from nps_simulator.journal.entries import Delivery, Exchange

START = datetime.fromisoformat("2026-03-02T08:00:00+00:00")
NO_REPLY = {Delivery.REQUEST_LOST, Delivery.REPLY_LOST}


def exchanges_of(entries):
    return [each for each in entries if isinstance(each, Exchange)]


def har_entry(exchange, number):
    """One exchange as HAR 1.2 has it."""
    request, reply = exchange.http_request, exchange.http_reply
    method, target, version = request.start.split(" ")
    entry = {
        "startedDateTime": (START + timedelta(seconds=number)).isoformat(),
        "time": 12.5,
        "request": {
            "method": method,
            "url": f"http://nps.example{target}",
            "httpVersion": version,
            "headers": [{"name": name, "value": value} for name, value in request.headers],
            "bodySize": len(request.body),
        },
        "response": {"status": 0, "statusText": "", "headers": [], "content": {"size": 0}},
    }
    if request.body:
        entry["request"]["postData"] = {"mimeType": "text/xml", "text": request.body}
    if exchange.delivery not in NO_REPLY:
        status, _, text = reply.start.partition(" ")
        entry["response"] = {
            "status": int(status),
            "statusText": text,
            "headers": [{"name": name, "value": value} for name, value in reply.headers],
            "content": {
                "size": len(reply.body),
                "mimeType": "text/xml",
                "encoding": "base64",
                "text": b64encode(reply.body.encode()).decode(),
            },
        }
    return entry


def har_of(entries):
    """A journal's exchanges as a HAR file."""
    recorded = [har_entry(each, number) for number, each in enumerate(exchanges_of(entries))]
    return json.dumps({"log": {"version": "1.2", "creator": {}, "entries": recorded}}).encode()


@pytest.fixture(scope="session")
def play(tmp_path_factory):
    """Play a scenario with a habit (none: the reference contractor); its journal."""
    played = {}

    def go(name, habit=""):
        if (name, habit) in played:
            return played[name, habit]
        contractor = reference()
        if habit:
            module = "nps_conformance.contractors.faulty"
            driver = DriverSettings(
                kind="command", command=(sys.executable, "-P", "-m", module, habit), cwd="{work}"
            )
            contractor = ContractorFile(name=habit, version="1", driver=driver)
        scenario = load_scenario(name)
        profile = load_profile(scenario.profile)
        part = Part(scenario=scenario, profile=profile, mode="faithful", seed=scenario.seed)
        stage = Stage(contractor=contractor, folder=tmp_path_factory.mktemp("captured"))
        (one,), _ = asyncio.run(play_all([part], stage, lambda _: None, lambda _: None))
        played[name, habit] = one.entries
        return one.entries

    return go


@pytest.fixture
def record(tmp_path):
    """Write a journal's exchanges as a HAR file; its path."""

    def go(entries):
        path = tmp_path / "traffic.har"
        path.write_bytes(har_of(entries))
        return path

    return go
