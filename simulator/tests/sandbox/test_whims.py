"""A landlord who acts by chance: the same seed and client, the same deeds."""

import pytest

from nps_scenarios.loader import load_profile, load_scenario
from nps_simulator.journal.entries import Action, FaultArmed, Http
from nps_simulator.messages.confirm_works_order_receipt import ConfirmWorksOrderReceipt
from nps_simulator.messages.request_works_order_details import RequestWorksOrderDetails
from nps_simulator.messages.request_works_orders import RequestWorksOrders
from nps_simulator.sandbox.definition import Account, Chances
from nps_simulator.sandbox.sandboxes import OpeningError, Sandboxes
from nps_simulator.sandbox.whims import FAULTS, FIRST_ORDERS

MESSAGE = Http(start="", headers=[])
BUSY = Chances(orders=40, at_a_time=10, rate=0.8, faults=0.1)


def opened(sandboxes, seed=1, whims=BUSY, name="soak"):
    profile = load_profile("busy-office")
    account = Account(name="acme", password="secret", authorisation=profile.authorisation)
    return sandboxes.open(
        name,
        scenario=None,
        profile=profile,
        seed=seed,
        contractors=(account,),
        clock="given",
        whims=whims,
    )


@pytest.fixture
def sandboxes():
    made = Sandboxes.on()
    yield made
    made.shut()


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


def live(sandbox, polls, *, works=True):
    """A contractor that polls so often, and reads and confirms what it is told of."""
    for number in range(polls):
        listed = call(sandbox, RequestWorksOrders()).works_orders
        for each in listed if works else ():
            order = each.works_order_number
            call(sandbox, RequestWorksOrderDetails(works_order_number=order))
            reference = f"R-{number}-{order.replace('/', '-')}"
            call(
                sandbox,
                ConfirmWorksOrderReceipt(works_order_number=order, external_reference=reference),
            )


def deeds(sandbox):
    told = []
    for entry in sandbox.entries():
        if isinstance(entry, Action):
            told.append((entry.name, entry.arguments, entry.orders))
        if isinstance(entry, FaultArmed):
            told.append((entry.kind, entry.operation))
    return told


def test_the_same_seed_and_client_have_the_same_deeds(sandboxes):
    one, other = opened(sandboxes), opened(sandboxes, name="again")
    for sandbox in (one, other):
        live(sandbox, 150)

    assert deeds(one) == deeds(other)
    assert len(deeds(one)) > 60


def test_another_seed_has_other_deeds(sandboxes):
    one, other = opened(sandboxes), opened(sandboxes, seed=2, name="other")
    for sandbox in (one, other):
        live(sandbox, 50)

    assert deeds(one) != deeds(other)


def test_who_never_polls_is_left_alone(sandboxes):
    sandbox = opened(sandboxes)
    before = deeds(sandbox)
    call(
        sandbox, RequestWorksOrderDetails(works_order_number=sandbox.orders()[0].works_order_number)
    )

    assert [name for name, *_ in before] == ["raise_order"] * FIRST_ORDERS
    assert deeds(sandbox) == before


def test_everything_a_landlord_does_happens_in_the_end(sandboxes):
    seen = set()
    for seed in range(6):
        sandbox = opened(sandboxes, seed=seed, name=f"soak-{seed}")
        live(sandbox, 200)
        seen |= {deed[0] for deed in deeds(sandbox)}

    assert {
        "raise_order",
        "amend_order",
        "hold_order",
        "release_order",
        "cancel_order",
        "book_appointment",
        "move_appointment",
        "break_appointment",
    } <= seen
    assert len(seen & set(FAULTS)) > 5


@pytest.mark.parametrize("at_a_time", [2, 4])
def test_no_more_orders_are_raised_than_asked_for_and_no_more_at_a_time(sandboxes, at_a_time):
    whims = Chances(orders=12, at_a_time=at_a_time, rate=1, faults=0)
    sandbox = opened(sandboxes, whims=whims)
    live(sandbox, 400)

    names = [deed[0] for deed in deeds(sandbox)]
    standing, most = 0, 0
    for name in names:
        standing += (name == "raise_order") - (name == "cancel_order")
        most = max(most, standing)
    assert names.count("raise_order") == 12
    assert most == at_a_time


def test_nothing_happens_when_nothing_is_to_happen(sandboxes):
    sandbox = opened(sandboxes, whims=Chances(orders=5, rate=0, faults=0))
    live(sandbox, 50)

    assert len(deeds(sandbox)) == FIRST_ORDERS


def test_it_goes_on_after_a_restart_as_if_there_had_been_none(tmp_path):
    whole, file = Sandboxes.on(), str(tmp_path / "soak.db")
    unbroken = opened(whole)
    live(unbroken, 80, works=False)
    for _ in range(2):
        sandboxes = Sandboxes.on(file)
        resumed = opened(sandboxes)
        live(resumed, 40, works=False)
        told = deeds(resumed)
        sandboxes.shut()

    assert told == deeds(unbroken)
    whole.shut()


def test_a_script_and_chance_do_not_go_together(sandboxes):
    with pytest.raises(OpeningError, match="by a scenario or by chance, not by both"):
        sandboxes.open(
            "both",
            scenario=load_scenario("straight-road"),
            profile=load_profile("certification"),
            whims=BUSY,
        )
