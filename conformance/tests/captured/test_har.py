"""HAR files: what is read, and what each mistake is answered with."""

import json
from base64 import b64encode

import pytest

from nps_conformance.captured.har import read
from nps_scenarios.problems import SetUpError

ENVELOPE = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>'


def entry(**changes):
    request = {
        "method": "POST",
        "url": "https://nps.example:8443/nps?site=4",
        "httpVersion": "HTTP/1.1",
        "headers": [{"name": "Content-Type", "value": "text/xml; charset=utf-8"}],
        "postData": {"mimeType": "text/xml", "text": ENVELOPE},
    }
    reply = {"status": 200, "statusText": "OK", "headers": [], "content": {"text": "<a/>"}}
    found = {"startedDateTime": "2026-03-02T08:00:00.000Z", "time": 20}
    found["request"] = {**request, **changes.pop("request", {})}
    found["response"] = {**reply, **changes.pop("response", {})}
    return {**found, **changes}


@pytest.fixture
def har(tmp_path):
    """Write entries as a HAR file and read it."""

    def go(*entries):
        path = tmp_path / "traffic.har"
        path.write_text(json.dumps({"log": {"entries": list(entries)}}), "utf-8")
        return read(path)

    return go


def test_an_entry_is_read_as_it_went_over_the_wire(har):
    (exchange,) = har(entry()).exchanges

    assert exchange.request.start == "POST /nps?site=4 HTTP/1.1"
    assert exchange.request.header(b"host") == b"nps.example:8443"
    assert exchange.request.body == ENVELOPE.encode()
    assert exchange.reply is not None
    assert (exchange.reply.status, exchange.reply.body) == (200, b"<a/>")
    assert exchange.where == "traffic.har, entry 0"
    assert exchange.ended == "2026-03-02T08:00:00.020000+00:00"


def test_bodies_come_back_in_the_bytes_they_were(har):
    text = "<a>Café</a>"
    utf16 = {"name": "Content-Type", "value": "text/xml; charset=utf-16"}
    packed = {"text": b64encode(text.encode("latin-1")).decode(), "encoding": "base64"}

    one, other = har(
        entry(request={"headers": [utf16], "postData": {"text": ENVELOPE}}),
        entry(response={"content": packed}),
    ).exchanges

    assert one.request.body == ENVELOPE.encode("utf-16")
    assert other.reply.body == text.encode("latin-1")


def test_what_went_elsewhere_is_passed_over_and_counted(har):
    page = entry(request={"method": "GET", "url": "https://nps.example/logo.png", "postData": None})

    log = har(page, entry(), page)

    assert [each.where for each in log.exchanges] == ["traffic.har, entry 1"]
    assert log.passed_over == ("2 entries that went elsewhere",)


def test_exchanges_are_in_the_order_in_which_their_replies_came(har):
    slow = entry(startedDateTime="2026-03-02T08:00:00Z", time=9000)
    quick = entry(startedDateTime="2026-03-02T09:00:05+01:00", time=10)

    assert [each.where[-1] for each in har(slow, quick).exchanges] == ["1", "0"]


def test_a_request_without_an_answer_has_none(har):
    (exchange,) = har(entry(response={"status": 0})).exchanges

    assert exchange.reply is None


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("{", "line 1: this is no JSON"),
        ('{\n "log": [}', "line 2: this is no JSON"),
        ("[]", "this is no HAR"),
        ('{"log": {"entries": {}}}', "log.entries is no list"),
        ('{"log": {"entries": []}}', "none of its 0 entries is a SOAP request"),
        ('{"log": {"entries": [{}]}}', "entry 0: it is not as HAR 1.2 has it"),
    ],
)
def test_what_is_no_har_is_said_in_one_sentence(tmp_path, content, told):
    path = tmp_path / "traffic.har"
    path.write_text(content)

    with pytest.raises(SetUpError) as caught:
        read(path)

    assert told in str(caught.value)
    assert "traffic.har" in str(caught.value)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"startedDateTime": "yesterday"}, "entry 1: startedDateTime is 'yesterday'"),
        ({"response": {"content": {"size": 9}}}, "entry 1: the reply had 9 bytes"),
        ({"request": {"url": "http://[x"}}, "entry 1: its url 'http://[x' is none (Invalid IPv6"),
        ({"request": {"url": 3}}, "entry 1: it is not as HAR 1.2 has it: Expected `str`"),
        (
            {"response": {"content": {"text": "*", "encoding": "base64"}}},
            "entry 1: its body is said to be base64",
        ),
    ],
)
def test_a_mistake_in_an_entry_names_the_entry(har, wrong, told):
    with pytest.raises(SetUpError) as caught:
        har(entry(), entry(**wrong))

    assert told in str(caught.value)


def test_a_missing_file_is_a_set_up_error(tmp_path):
    with pytest.raises(SetUpError, match=r"none\.har: cannot be read"):
        read(tmp_path / "none.har")
