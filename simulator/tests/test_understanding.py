"""A request that came before in the same bytes is not read again, and is answered as it was."""

from dataclasses import replace

import pytest

from nps_scenarios.profile import Credentials
from nps_simulator.endpoints.soap import understanding
from nps_simulator.endpoints.soap.envelope import WSSE
from nps_wsdl.contract import load_contract

NS = load_contract().namespace
WRONG = "Authorization: Basic YWNtZTp3cm9uZw=="  # acme:wrong
OTHER = "Authorization: Basic b3RoZXI6aGlkZGVu"  # other:hidden
TOKEN = (
    f'<w:Security xmlns:w="{WSSE}"><w:UsernameToken><w:Username>acme</w:Username>'
    "<w:Password>secret</w:Password></w:UsernameToken></w:Security>"
)


def known(landlord):
    return landlord.listener.gateway.soap._understanding._known


@pytest.fixture
def polled(landlord):
    """A landlord who was polled once and has read what came."""
    assert landlord.poll().status == 200
    assert len(known(landlord)) == 1
    return landlord


def test_who_sends_known_bytes_is_looked_at_each_time(polled):
    number = polled.raise_order()

    assert polled.poll(WRONG).status == 401
    assert number.encode() in polled.poll().body
    assert number.encode() not in polled.poll(OTHER).body
    assert [each.contractor for each in polled.exchanges()] == ["acme", None, "acme", "other"]


def test_known_bytes_are_journaled_like_new_ones(polled):
    polled.poll()
    first, again = polled.exchanges()

    assert (again.operation, again.request) == (first.operation, first.request)
    assert again.http_request == first.http_request
    assert again.http_reply == first.http_reply


@pytest.mark.parametrize(
    ("header", "status", "word"),
    [
        ("Content-Type: application/soap+xml; charset=utf-8", 415, b"SOAP 1.1 envelope"),
        ("Content-Type: text/xml; charset=utf-16", 500, b"CHARSET"),
        ("Content-Type: text/xml; charset=latin-1", 500, b"CHARSET"),
        ("Content-Type: application/json", 415, b"application/json"),
        ("Content-Encoding: br", 415, b"br"),
    ],
)
def test_known_bytes_under_another_head_are_refused_as_ever(polled, header, status, word):
    answer = polled.poll(header)

    assert (answer.status, word in answer.body) == (status, True)


def test_a_wrong_soap_action_is_told_of_known_bytes_too(polled):
    polled.poll('SOAPAction: "urn:another"')
    polled.poll()

    codes = [[finding.code for finding in each.findings] for each in polled.exchanges()]
    assert codes == [[], ["soapaction-contradicts"], []]


@pytest.mark.parametrize("header", ["", "<s:Header/>", "<s:Header>\n</s:Header>"])
def test_known_bytes_do_not_pass_where_a_token_is_asked_for(landlord, soap, header):
    """What one landlord behind the address takes, another does not."""
    body = soap(header=header)
    policy = replace(landlord.sandbox.profile, credentials=Credentials.USERNAME_TOKEN)
    landlord.background.do(
        landlord.sandboxes.open,
        "strict",
        scenario=None,
        profile=policy,
        contractors=landlord.sandbox.definition.contractors,
    )

    def ask_strict():
        with landlord.connect() as client:
            return client.post("/s/strict/", body, *landlord.usual).answer()

    unknown = ask_strict()
    assert landlord.poll(body=body).status == 200
    assert len(known(landlord)) == 1
    assert ask_strict().body == unknown.body
    assert b"CREDENTIALS" in unknown.body


@pytest.mark.parametrize("block", ['<x:Audit xmlns:x="urn:x"/>', TOKEN])
def test_a_message_with_a_block_in_its_header_is_read_each_time(landlord, soap, block):
    """A token's time stamp and nonce are to be looked at, and it is never the same twice."""
    assert landlord.poll(body=soap(header=f"<s:Header>{block}</s:Header>")).status == 200
    assert known(landlord) == {}


def test_a_report_is_read_each_time(landlord, soap):
    note = (
        f'<AddWorksOrderNote xmlns="{NS}"><WorksOrderNumber>1/1</WorksOrderNumber>'
        "<Text>Hello</Text><ExternalReference>E1</ExternalReference></AddWorksOrderNote>"
    )
    landlord.poll(body=soap(note))

    (exchange,) = landlord.exchanges()
    assert (exchange.operation, exchange.outcome) == ("AddWorksOrderNote", "refusal")
    assert known(landlord) == {}


def test_so_many_are_remembered_and_no_long_ones(landlord, soap, monkeypatch):
    monkeypatch.setattr(understanding, "REMEMBERED", 3)
    monkeypatch.setattr(understanding, "LONGEST", 400)
    for number in range(1, 6):
        inside = f'<RequestWorksOrders xmlns="{NS}"><MaximumOrders>{number}</MaximumOrders>'
        landlord.poll(body=soap(f"{inside}</RequestWorksOrders>"))
    landlord.poll(body=soap().replace(b"<s:Body>", b"<s:Body>" + b" " * 400))

    most = [each.request.maximum_orders for each in known(landlord).values()]
    assert most == [4, 5]
    asked = [each.request.get("maximum_orders") for each in landlord.exchanges()]
    assert asked == [1, 2, 3, 4, 5, None]
