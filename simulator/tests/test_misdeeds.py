"""Every fault a scenario may inject: what the client gets, what the journal says, what happened."""

import socket
import time

import pytest
from lxml import etree

from nps_simulator.endpoints.soap.misdeeds import AFTER, BEFORE
from nps_simulator.endpoints.soap.odd_faults import FORMS
from nps_simulator.sandbox.faults import FAULT_FORMS, KINDS, FaultError
from nps_wsdl.contract import load_contract

NS = load_contract().namespace


@pytest.fixture
def confirm(landlord, soap):
    """Sends a receipt for a new order; returns what came back and the journaled exchange."""
    number = landlord.raise_order()
    landlord.poll(
        body=soap(
            f'<RequestWorksOrderDetails xmlns="{NS}"><WorksOrderNumber>{number}'
            "</WorksOrderNumber></RequestWorksOrderDetails>"
        )
    )
    body = soap(
        f'<ConfirmWorksOrderReceipt xmlns="{NS}"><WorksOrderNumber>{number}</WorksOrderNumber>'
        "<Version>1</Version><ExternalReference>R-1</ExternalReference></ConfirmWorksOrderReceipt>"
    )

    def send(kind, **settings):
        if kind:
            landlord.arm(on="ConfirmWorksOrderReceipt", kind=kind, **settings)
        with landlord.connect() as client:
            client.post(landlord.path, body, *landlord.usual, "Connection: close")
            seen = client.end()
        return seen, landlord.exchanges()[-1], landlord.order(number).acknowledged > 0

    return send


def test_every_kind_a_scenario_may_arm_can_be_played():
    assert set(BEFORE) | set(AFTER) == KINDS
    assert not set(BEFORE) & set(AFTER)


def test_without_a_fault_the_receipt_is_taken(confirm):
    seen, exchange, happened = confirm("")

    assert b"200 OK" in seen
    assert (exchange.delivery, exchange.fault, happened) == ("delivered", "", True)


@pytest.mark.parametrize(
    ("kind", "settings", "delivery", "happens"),
    [
        ("lose-request", {}, "request-lost", False),
        ("lose-reply", {}, "reply-lost", True),
        ("delay", {"seconds": 0.05}, "reply-lost", True),
    ],
)
def test_a_lost_request_or_reply_ends_by_closing(confirm, kind, settings, delivery, happens):
    seen, exchange, happened = confirm(kind, **settings)

    assert seen == b""
    assert (exchange.delivery, exchange.fault, happened) == (delivery, kind, happens)
    assert exchange.http_reply.start == ""


def test_a_delay_takes_its_time_and_then_closes(confirm):
    begun = time.monotonic()
    confirm("delay", seconds=0.3)

    assert 0.3 <= time.monotonic() - begun < 2


def test_a_reset_is_a_reset_after_the_commit(confirm):
    seen, exchange, happened = confirm("reset")

    assert seen == "reset"
    assert (exchange.delivery, happened) == ("reply-lost", True)


def test_a_truncated_reply_promises_more_than_it_sends(confirm):
    seen, exchange, happened = confirm("truncate")

    head, _, body = seen.partition(b"\r\n\r\n")
    promised = dict(exchange.http_reply.headers)["Content-Length"]
    assert f"Content-Length: {promised}".encode() in head
    assert len(body) == int(promised) // 2
    assert body.decode() == exchange.http_reply.body
    assert (exchange.delivery, happened) == ("reply-broken", True)


def test_a_dribbled_reply_arrives_whole(confirm):
    seen, exchange, happened = confirm("dribble", pieces=4, pause=0.01)

    etree.fromstring(seen.partition(b"\r\n\r\n")[2])
    assert (exchange.delivery, happened) == ("delivered", True)


def test_a_reply_is_dribbled_over_the_seconds_that_were_asked_for(confirm):
    begun = time.monotonic()
    confirm("dribble", pieces=2, seconds=0.6)

    assert time.monotonic() - begun >= 0.3


@pytest.mark.parametrize("status", [401, 500, 502, 503])
def test_an_http_error_page_replaces_the_answer_and_nothing_happened(confirm, status):
    seen, exchange, happened = confirm(f"http-{status}")

    assert seen.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"Content-Type: text/html" in seen
    assert (exchange.delivery, exchange.outcome) == ("replaced", "http")
    assert (exchange.code, happened) == (str(status), False)


def test_a_locked_account_comes_with_a_challenge(confirm):
    seen, _, _ = confirm("http-401")

    assert b'\r\nWWW-Authenticate: Basic realm="NPS contractor interface"\r\n' in seen


def test_an_injected_soap_fault_replaces_the_answer_and_nothing_happened(confirm):
    seen, exchange, happened = confirm("soap-fault")

    assert b"<faultcode>soap:Server</faultcode>" in seen
    assert (exchange.delivery, exchange.outcome) == ("replaced", "fault")
    assert (exchange.code, happened) == ("UNAVAILABLE", False)


def test_a_wrong_content_type_comes_over_the_right_bytes(confirm):
    seen, exchange, happened = confirm("wrong-type")

    assert b"Content-Type: text/html" in seen
    etree.fromstring(seen.partition(b"\r\n\r\n")[2])
    assert (exchange.delivery, happened) == ("reply-broken", True)


def test_garbage_is_no_xml(confirm):
    seen, exchange, happened = confirm("garbage")

    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(seen.partition(b"\r\n\r\n")[2])
    assert (exchange.delivery, happened) == ("reply-broken", True)


def test_a_stale_reply_is_the_one_before(landlord):
    first = landlord.poll()
    number = landlord.raise_order()
    landlord.arm(on="RequestWorksOrders", kind="stale-reply")

    stale = landlord.poll()

    assert (stale.status, stale.body) == (200, first.body)
    exchange = landlord.exchanges()[-1]
    assert (exchange.delivery, exchange.fault) == ("reply-lost", "stale-reply")
    assert exchange.reply["works_orders"][0]["works_order_number"] == number
    assert number.encode() in landlord.poll().body


def test_without_a_reply_before_a_stale_reply_is_none(landlord):
    landlord.arm(on="RequestWorksOrders", kind="stale-reply")
    with landlord.connect() as client:
        assert client.post(landlord.path, b"", "Content-Length: 0").answer().status == 401
    with pytest.raises(EOFError):
        landlord.poll()


def test_a_fault_waits_for_a_request_that_could_be_processed(landlord):
    landlord.arm(on="RequestWorksOrders", kind="http-503")

    assert landlord.poll("Authorization: Basic eDp5").status == 401
    assert landlord.poll(body=b"not XML").status == 500
    assert landlord.poll().status == 503
    assert landlord.poll().status == 200


def test_a_hanging_delay_does_not_keep_the_server_from_stopping(landlord, soap):
    landlord.arm(on="RequestWorksOrders", kind="delay", seconds=60)
    with landlord.connect() as client:
        client.post(landlord.path, soap(), *landlord.usual)
        while not landlord.exchanges():
            time.sleep(0.01)
        begun = time.monotonic()
        landlord.background.leave()

        assert time.monotonic() - begun < 2
        assert client.end() == b""
    with pytest.raises(OSError, match=r"refused|No connection"):
        socket.create_connection(("127.0.0.1", landlord.port), timeout=2)


def _wait_for(landlord, exchanges):
    while len(landlord.exchanges()) < exchanges:
        time.sleep(0.01)


def test_a_second_call_while_the_first_is_under_way_is_told_in_the_journal(landlord, soap):
    landlord.arm(on="RequestWorksOrders", kind="delay", seconds=60)
    with landlord.connect() as client:
        client.post(landlord.path, soap(), *landlord.usual)
        _wait_for(landlord, 1)
        landlord.poll()

        first, second = landlord.exchanges()
        assert (first.during, second.during) == (None, first.seq)


def test_what_is_under_way_when_another_question_comes_is_told_in_the_journal(landlord, soap):
    landlord.arm(on="RequestWorksOrders", kind="delay", seconds=60)
    number = f"<WorksOrderNumber>{landlord.raise_order()}</WorksOrderNumber>"
    details = f'<RequestWorksOrderDetails xmlns="{NS}">{number}</RequestWorksOrderDetails>'
    with landlord.connect() as client:
        client.post(landlord.path, soap(), *landlord.usual)
        _wait_for(landlord, 1)
        landlord.poll(body=soap(details))

        first, second = landlord.exchanges()
        assert (first.unheard, second.unheard, second.during) == (None, first.seq, None)
    with landlord.connect() as client:  # by now the end of the first connection was seen
        client.post(landlord.path, b"", "Content-Length: 0").answer()
    landlord.poll(body=soap(details))
    assert landlord.exchanges()[-1].unheard is None


def test_a_call_after_the_first_was_given_up_is_beside_nothing(landlord, soap):
    landlord.arm(on="RequestWorksOrders", kind="delay", seconds=60)
    with landlord.connect() as client:
        client.post(landlord.path, soap(), *landlord.usual)
        _wait_for(landlord, 1)
    with landlord.connect() as client:  # by now the end of the first connection was seen
        client.post(landlord.path, b"", "Content-Length: 0").answer()
    landlord.poll()
    landlord.poll()

    assert [each.during for each in landlord.exchanges()] == [None] * 4


def test_every_form_of_a_fault_a_scenario_may_ask_for_can_be_written():
    assert FORMS.keys() == FAULT_FORMS


@pytest.mark.parametrize("form", sorted(FORMS))
def test_a_fault_in_an_odd_form_is_xml_and_nothing_has_happened(confirm, form):
    seen, exchange, happened = confirm("soap-fault", form=form, text="Not now & not here")

    head, _, body = seen.partition(b"\r\n\r\n")
    text = "".join(etree.fromstring(body).itertext())
    assert (b" 200 OK" in head) == (form == "http-200")
    assert ("Not now & not here" in text) == (form != "wordless")
    assert (exchange.delivery, exchange.outcome, happened) == ("replaced", "fault", False)


def test_a_form_that_there_is_not_is_refused_with_those_there_are(landlord):
    with pytest.raises(FaultError, match=r"`form` of a fault is one of bare-code, .*'soap-2'"):
        landlord.arm(on="CreateInvoice", kind="soap-fault", form="soap-2")


@pytest.mark.parametrize(
    ("kind", "settings", "shows"),
    [
        ("unknown-element", {"name": "CarbonGrams"}, "CarbonGrams"),
        ("new-code", {"element": "WorksOrderStatus", "code": "XYZ"}, ">XYZ<"),
        ("other-prefixes", {}, "<_2:ConfirmWorksOrderReceiptResponse"),
        ("utf-16", {}, "UTF-16"),
    ],
)
def test_a_reply_of_a_later_edition_is_delivered_and_done(confirm, kind, settings, shows):
    seen, exchange, happened = confirm(kind, **settings)

    assert b"200 OK" in seen
    assert (exchange.delivery, exchange.fault, happened) == ("delivered", kind, True)
    assert shows in exchange.http_reply.body
