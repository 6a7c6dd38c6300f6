"""Routes, plain HTTP answers and the contract, over real sockets."""

from hashlib import sha256

import pytest
from lxml import etree

from nps_simulator.endpoints.transport import Limits
from nps_wsdl.contract import load_contract, schema_bytes, wsdl_bytes

ADDRESS = "{http://schemas.xmlsoap.org/wsdl/soap/}address"


def address_in(wsdl):
    return etree.fromstring(wsdl).find(f".//{ADDRESS}").get("location")


def get(landlord, target, *headers):
    with landlord.connect() as client:
        lines = [f"GET {target} HTTP/1.1", *headers]
        return client.send("\r\n".join(lines).encode() + b"\r\n\r\n").answer()


def test_a_poll_is_answered_and_journaled_with_both_messages(landlord):
    number = landlord.raise_order()

    answer = landlord.poll()

    assert answer.status == 200
    assert answer.headers["content-type"] == "text/xml; charset=utf-8"
    assert answer.body.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    (exchange,) = landlord.exchanges()
    assert (exchange.operation, exchange.contractor) == ("RequestWorksOrders", "acme")
    assert (exchange.outcome, exchange.delivery) == ("success", "delivered")
    assert exchange.http_request.start == "POST /s/here/ HTTP/1.1"
    assert exchange.http_reply.start == "200 OK"
    assert exchange.http_reply.body.encode() == answer.body
    assert exchange.reply["works_orders"][0]["works_order_number"] == number
    assert exchange.findings == []


def test_the_journal_holds_no_password_and_no_port(landlord):
    landlord.poll(f"Host: localhost:{landlord.port}")

    (exchange,) = landlord.exchanges()

    headers = dict(exchange.http_request.headers)
    assert headers["Authorization"] == headers["Host"] == "<masked>"
    assert str(landlord.port) not in repr(exchange)


def test_the_contract_tells_the_address_it_was_asked_under(landlord):
    answer = get(landlord, "/s/here/?wsdl", "Host: nps.example:8443")

    assert answer.status == 200
    assert address_in(answer.body) == "http://nps.example:8443/s/here/"


def test_the_contract_tells_the_listeners_address_to_who_does_not_say_one(landlord):
    with landlord.connect() as client:
        answer = client.send(b"GET /s/here/?WSDL HTTP/1.0\r\n\r\n").answer()

    assert address_in(answer.body) == f"http://127.0.0.1:{landlord.port}/s/here/"


def test_a_host_header_cannot_write_into_the_contract(landlord):
    answer = get(landlord, "/s/here/?wsdl", 'Host: x"><evil/>')

    assert address_in(answer.body) == f"http://127.0.0.1:{landlord.port}/s/here/"


def test_a_public_url_is_what_the_contract_tells(landlords):
    landlord = landlords(public_url="https://repairs.example/nps/")

    answer = get(landlord, "/s/here/?wsdl", "Host: localhost")

    assert address_in(answer.body) == "https://repairs.example/nps/s/here/"
    assert landlord.listener.wsdl("here") == "https://repairs.example/nps/s/here/?wsdl"


def test_the_schema_is_served_alone(landlord):
    assert get(landlord, "/s/here/?xsd", "Host: x").body == schema_bytes()


def test_a_fetched_contract_is_journaled_by_a_hash_that_knows_no_port(landlord):
    get(landlord, "/s/here/?wsdl", f"Host: localhost:{landlord.port}")

    (exchange,) = landlord.exchanges()

    assert exchange.outcome == "document"
    digest = sha256(wsdl_bytes("/s/here/")).hexdigest()
    assert exchange.http_reply.body == f"sha256:{digest}"


@pytest.mark.parametrize("path", ["/s/nobody/", "/", "/s/", "/s/here/more", "/s/HERE/", "/s/%00/"])
def test_an_unknown_address_is_404_in_one_sentence_and_in_the_wire_log(landlord, path, soap):
    with landlord.connect() as client:
        answer = client.post(path, soap()).answer()
        again = client.post(path, soap()).answer()

    assert answer.status == again.status == 404
    assert answer.body.startswith(b"There is no sandbox at /")
    assert landlord.exchanges() == []
    assert landlord.listener.log.counts == {404: 2}


def test_an_address_without_the_last_slash_works(landlord, soap):
    with landlord.connect() as client:
        assert client.post("/s/here", soap(), *landlord.usual).answer().status == 200


@pytest.mark.parametrize(
    ("method", "allow"),
    [("GET", "POST"), ("PUT", "GET, POST"), ("DELETE", "GET, POST"), ("OPTIONS", "GET, POST")],
)
def test_another_method_is_405_with_allow_and_journaled(landlord, method, allow):
    with landlord.connect() as client:
        client.send(f"{method} /s/here/ HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        answer = client.answer()

    assert (answer.status, answer.headers["allow"]) == (405, allow)
    (exchange,) = landlord.exchanges()
    assert (exchange.outcome, exchange.code) == ("http", "405")


def test_head_is_405_without_a_body(landlord):
    with landlord.connect() as client:
        client.send(b"HEAD /s/here/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

        assert client.end().endswith(b"\r\n\r\n")


@pytest.mark.parametrize(
    "credentials",
    [
        "Authorization:",
        "Authorization: Basic YWNtZTp3cm9uZw==",  # acme:wrong
        "Authorization: Basic bm9ib2R5OnNlY3JldA==",  # nobody:secret
        "Authorization: Basic !!!",
        "Authorization: Basic YWNtZQ==",  # acme
        "Authorization: Bearer YWNtZTpzZWNyZXQ=",
    ],
)
def test_wrong_credentials_are_401_with_a_challenge_counted_and_journaled(
    landlord, soap, credentials
):
    with landlord.connect() as client:
        answer = client.post(landlord.path, soap(), credentials).answer()
        again = client.post(landlord.path, soap(), *landlord.usual).answer()

    assert (answer.status, again.status) == (401, 200)
    assert answer.headers["www-authenticate"].startswith("Basic realm=")
    assert landlord.listener.gateway.soap.challenges == {"here": 1}
    first, _ = landlord.exchanges()
    assert (first.outcome, first.code, first.contractor) == ("http", "401", None)


@pytest.mark.parametrize(
    "headers",
    [
        ("authorization: bAsIc  YWNtZTpzZWNyZXQ=", "SOAPACTION: x", "CONTENT-TYPE: TEXT/XML"),
        ("Content-Type: text/xml",),
        ('Content-Type: text/xml; charset="UTF-8"',),
        ("Content-Type: text/xml;charset=utf-8;action=x",),
        ("Content-Encoding: identity",),
    ],
)
def test_headers_are_read_in_any_case_and_form(landlord, headers):
    assert landlord.poll(*headers).status == 200


@pytest.mark.parametrize(
    ("header", "word"),
    [
        ("Content-Type: application/json", b"application/json"),
        ("Content-Type:", b"absent"),
        ("Content-Type: application/soap+xml", b"text/xml"),
        ("Content-Encoding: gzip", b"gzip"),
    ],
)
def test_another_media_type_or_encoding_is_415_and_journaled(landlord, header, word):
    answer = landlord.poll(header)

    assert answer.status == 415
    assert word in answer.body
    (exchange,) = landlord.exchanges()
    assert (exchange.outcome, exchange.code) == ("http", "415")


def test_no_length_is_411_and_too_much_is_413_and_slow_is_408_all_in_the_wire_log(landlords):
    landlord = landlords(limits=Limits(body=1000, body_seconds=0.2))
    for answer, status in (
        (landlord.poll("Content-Length:", body=b""), 411),
        (landlord.poll(body=b"x" * 1001), 413),
        (landlord.poll("Content-Length: 10", body=b"x"), 408),
    ):
        assert answer.status == status
        assert answer.headers["content-type"].startswith("text/plain")

    assert landlord.exchanges() == []
    assert landlord.listener.log.counts == {411: 1, 413: 1, 408: 1}


@pytest.mark.parametrize(
    ("soap_action", "codes"),
    [
        ('SOAPAction: "{}"', []),
        ("SOAPAction: {}", ["soapaction-unquoted"]),
        ("SOAPAction:", ["soapaction-absent"]),
        ('SOAPAction: ""', ["soapaction-contradicts"]),
        ('SOAPAction: "urn:other"', ["soapaction-contradicts"]),
        ("SOAPAction: urn:other", ["soapaction-unquoted", "soapaction-contradicts"]),
    ],
)
def test_the_body_decides_and_the_soapaction_is_only_a_finding(landlord, soap_action, codes):
    right = load_contract().operations["RequestWorksOrders"].soap_action

    assert landlord.poll(soap_action.replace("{}", right)).status == 200
    (exchange,) = landlord.exchanges()
    assert [finding.code for finding in exchange.findings] == codes


def test_sandboxes_of_one_server_do_not_see_each_other(landlord, soap):
    def open_other():
        here = landlord.sandbox.definition
        return landlord.sandboxes.open(
            "there", scenario=None, profile=here.profile, contractors=here.contractors
        )

    landlord.background.do(open_other)
    landlord.raise_order()
    with landlord.connect() as client:
        answer = client.post("/s/there/", soap(), *landlord.usual).answer()

    assert answer.status == 200
    assert b"WorksOrderNumber" not in answer.body
    assert landlord.exchanges() == []


def test_a_closed_sandbox_answers_a_fault_and_takes_nothing_into_its_journal(landlord):
    landlord.background.do(landlord.sandbox.close, "asked")
    before = landlord.entries()

    answer = landlord.poll()

    assert answer.status == 500
    assert b"<faultcode>soap:Server</faultcode><faultstring>CLOSED: " in answer.body
    assert landlord.entries() == before
    assert landlord.listener.log.counts == {500: 1}


def test_a_contract_can_be_fetched_from_a_closed_sandbox(landlord):
    landlord.background.do(landlord.sandbox.close, "asked")

    assert get(landlord, "/s/here/?wsdl", "Host: x").status == 200
