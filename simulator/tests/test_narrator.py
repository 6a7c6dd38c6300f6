"""`nps serve --scenario`: the facts are told and the rounds begin, without a driver."""

import asyncio

import pytest

from nps_scenarios.loader import load_profile, load_scenario
from nps_simulator.commands._narrator import BY_KEY, BY_POLL, Narrator, said
from nps_simulator.journal.entries import Driver, Exchange, Http
from nps_simulator.messages.confirm_works_order_receipt import ConfirmWorksOrderReceipt
from nps_simulator.messages.request_works_order_details import RequestWorksOrderDetails
from nps_simulator.messages.request_works_orders import RequestWorksOrders
from nps_simulator.sandbox.definition import Account
from nps_simulator.sandbox.sandboxes import Sandboxes

MESSAGE = Http(start="", headers=[])


@pytest.fixture
def sandbox():
    sandboxes = Sandboxes.on()
    scenario = load_scenario("straight-road")
    profile = load_profile(scenario.profile)
    account = Account(name="acme", password="secret", authorisation=profile.authorisation)
    yield sandboxes.open(
        "played", scenario=scenario, profile=profile, contractors=(account,), clock="given"
    )
    sandboxes.shut()


def call(sandbox, request):
    called = sandbox.call("acme", request)
    sandbox.record(
        http_request=MESSAGE,
        http_reply=MESSAGE,
        operation=type(request).__name__,
        contractor="acme",
        request=request,
        called=called,
    )
    return called.reply


def take_in(sandbox):
    for each in call(sandbox, RequestWorksOrders()).works_orders:
        number = each.works_order_number
        call(sandbox, RequestWorksOrderDetails(works_order_number=number))
        call(
            sandbox,
            ConfirmWorksOrderReceipt(works_order_number=number, external_reference=f"R{number}"),
        )


def rounds(sandbox):
    return [e.number for e in sandbox.entries() if isinstance(e, Driver) and e.event == "round"]


def look(narrator):
    return asyncio.run(narrator.look())


def test_facts_are_told_as_they_come_and_each_poll_begins_a_round(sandbox):
    lines = []
    narrator = Narrator(sandbox, lines.append, None)
    look(narrator)
    assert rounds(sandbox) == []

    take_in(sandbox)
    look(narrator)
    facts = [line for line in lines if "  FACT  " in line]
    assert facts
    assert not sandbox.waiting
    look(narrator)
    assert rounds(sandbox) == []  # that poll was before the facts

    call(sandbox, RequestWorksOrders())
    look(narrator)
    assert rounds(sandbox) == [1]


def test_at_a_terminal_a_round_waits_for_enter(sandbox):
    pressed = [0]
    narrator = Narrator(sandbox, lambda _: None, lambda: pressed[0])
    take_in(sandbox)
    for _ in range(3):
        call(sandbox, RequestWorksOrders())
        look(narrator)
    assert rounds(sandbox) == []

    pressed[0] = 1
    look(narrator)
    assert rounds(sandbox) == [1]


def test_a_script_is_played_to_its_end_and_the_end_is_told(sandbox):
    lines = []
    narrator = Narrator(sandbox, lines.append, lambda: 1)

    async def play():
        for _ in range(200):
            if not await narrator.look():
                return
        pytest.fail("the script has no end")

    asyncio.run(play())
    asyncio.run(narrator.run("http://here/journal"))

    assert lines[-1].endswith("Its journal: http://here/journal")
    assert BY_KEY in lines
    assert BY_POLL not in lines


def test_a_poll_that_finds_nothing_is_not_worth_a_line(sandbox):
    take_in(sandbox)
    call(sandbox, RequestWorksOrders())

    polls = [e for e in sandbox.entries() if isinstance(e, Exchange) and "Orders" in e.operation]
    told = [said(each) for each in polls if each.operation == "RequestWorksOrders"]
    assert told[0] == "contractor  RequestWorksOrders: success"
    assert told[-1] == ""
