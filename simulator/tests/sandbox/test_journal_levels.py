"""A compact journal: typed contents and hashes, no bodies."""

from hashlib import sha256

import pytest

from nps_scenarios.profile import Profile
from nps_simulator.journal.entries import Exchange, Http
from nps_simulator.messages.request_works_orders import RequestWorksOrders
from nps_simulator.sandbox.definition import COMPACT, FULL, Account
from nps_simulator.sandbox.sandboxes import OpeningError, Sandboxes

SENT = Http(start="POST / HTTP/1.1", headers=[("Host", "<masked>")], body="<Envelope/>")


def opened(sandboxes):
    return sandboxes.open(
        "here",
        scenario=None,
        profile=Profile(name="p", title="P"),
        contractors=(Account(name="acme", password="secret"),),
    )


def polled(journal, request=SENT):
    sandbox = opened(Sandboxes.on(journal=journal))
    called = sandbox.call("acme", RequestWorksOrders(maximum_orders=5))
    sandbox.record(
        http_request=request,
        http_reply=Http(start="200 OK", headers=[]),
        operation=called.operation,
        contractor="acme",
        request=RequestWorksOrders(maximum_orders=5),
        called=called,
    )
    first, exchange = sandbox.entries()
    assert isinstance(exchange, Exchange)
    return first, exchange


def test_a_compact_journal_has_hashes_in_place_of_bodies():
    first, exchange = polled(COMPACT)

    assert first.journal == "compact"
    assert exchange.http_request.body == ""
    assert exchange.http_request.body_sha256 == sha256(b"<Envelope/>").hexdigest()
    assert exchange.http_reply.body_sha256 == "", "there was none"


def test_a_compact_journal_has_the_head_and_the_typed_contents():
    _, exchange = polled(COMPACT)

    assert exchange.http_request.headers == [("Host", "<masked>")]
    assert exchange.request == {"maximum_orders": 5}
    assert exchange.reply["action_status"]["success_flag"] is True


def test_a_body_that_is_not_text_is_hashed_as_it_would_be_kept():
    _, exchange = polled(COMPACT, Http(start="POST / HTTP/1.1", headers=[], body_base64="AAE="))

    assert exchange.http_request.body_base64 == ""
    assert exchange.http_request.body_sha256 == sha256(b"AAE=").hexdigest()


def test_a_full_journal_says_nothing_of_it():
    first, exchange = polled(FULL)

    assert first.journal == ""
    assert exchange.http_request == SENT


def test_a_sandbox_keeps_its_journal_as_it_began(tmp_path):
    database = str(tmp_path / "store.db")
    before = Sandboxes.on(database, journal=COMPACT)
    opened(before)
    before.shut()
    after = Sandboxes.on(database)

    with pytest.raises(OpeningError, match="another journal"):
        opened(after)
    after.shut()
