"""Credentials and what differs between equal runs never get into a journal."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nps_simulator.journal.entries import Http
from nps_simulator.journal.masking import MASK, MASKED_HEADERS, http_message

SECRET = "Pa55-word!"
TOKEN = (
    '<s:Envelope><s:Header><wsse:Security s:mustUnderstand="1"><wsse:UsernameToken>'
    "<wsse:Username>acme</wsse:Username>"
    '<wsse:Password Type="#PasswordText">{secret}</wsse:Password>'
    "<wsse:Nonce>bm9uY2U=</wsse:Nonce><wsu:Created>2026-03-02T08:00:00Z</wsu:Created>"
    "</wsse:UsernameToken></wsse:Security></s:Header>"
    "<s:Body><n:WorksOrderNumber>1043827/1</n:WorksOrderNumber></s:Body></s:Envelope>"
)


def journaled(body, headers=(), start="POST /s/one/ HTTP/1.1", **more):
    return http_message(start, headers, body, **more)


def bytes_of(message: Http) -> bytes:
    return base64.b64decode(message.body_base64) or message.body.encode()


def test_headers_keep_order_and_case_and_the_listed_ones_lose_their_values():
    message = journaled(
        b"",
        [
            (b"Host", b"localhost:8080"),
            (b"CONTENT-TYPE", b'text/xml; charset="utf-8"'),
            (b"authorization", b"Basic YWNtZTpQYTU1"),
            (b"SOAPAction", b'"urn:x"'),
            (b"User-Agent", b"zeep/4.3"),
        ],
    )

    assert message.headers == [
        ("Host", MASK),
        ("CONTENT-TYPE", 'text/xml; charset="utf-8"'),
        ("authorization", MASK),
        ("SOAPAction", '"urn:x"'),
        ("User-Agent", MASK),
    ]


@given(st.sampled_from(sorted(MASKED_HEADERS)), st.text("0123456789abcdef", min_size=12))
def test_a_masked_header_is_masked_in_any_case(name, value):
    spelled = "".join(c.upper() if i % 2 else c for i, c in enumerate(name))
    message = journaled(b"", [(spelled.encode(), value.encode())])

    assert value not in str(message.headers)


def test_password_nonce_and_created_are_masked_and_the_rest_stays():
    message = journaled(TOKEN.format(secret=SECRET).encode())

    assert SECRET not in message.body
    assert "bm9uY2U=" not in message.body
    assert "08:00:00Z" not in message.body
    assert "<wsse:Username>acme</wsse:Username>" in message.body
    assert "<n:WorksOrderNumber>1043827/1</n:WorksOrderNumber>" in message.body
    assert message.body.endswith("</s:Envelope>")


@pytest.mark.parametrize(
    "password",
    [
        f"<Password>{SECRET}</Password>",
        f"<a:Password>\n  <![CDATA[{SECRET}]]></a:Password >",
        f"<a:Password x='1'>{SECRET}",
        f"<Password><!-- a comment -->{SECRET}</Password><Password>{SECRET}</Password>",
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_a_password_is_masked_however_it_is_written(password, encoding):
    body = f"<?xml version='1.0'?><Security><UsernameToken é=''>{password}".encode(encoding)
    kept = bytes_of(journaled(body))

    assert SECRET.encode(encoding).removeprefix(b"\xff\xfe") not in kept
    assert "UsernameToken é".encode(encoding).removeprefix(b"\xff\xfe") in kept


def test_the_address_is_masked_in_the_start_line_and_in_bodies():
    request = journaled(
        b"<wsa:To>http://127.0.0.1:41234/s/one/</wsa:To>",
        [(b"host", b"127.0.0.1:41234")],
        start="POST http://127.0.0.1:41234/s/one/ HTTP/1.1",
    )
    reply = journaled(b'location="http://127.0.0.1:41234/"', start="200", address="127.0.0.1:41234")

    assert request.start == "POST /s/one/ HTTP/1.1"
    assert request.body == f"<wsa:To>http://{MASK}/s/one/</wsa:To>"
    assert reply.body == f'location="http://{MASK}/"'


@given(st.binary())
def test_any_other_body_is_kept_byte_for_byte(body):
    message = journaled(body)

    assert bytes_of(message) == body


@given(st.text(), st.text())
def test_a_password_of_any_text_is_gone(before, secret):
    marked = f"§{secret.replace('<', '').replace('>', '')}§"
    body = f"{before}<UsernameToken><Password>{marked}</Password></UsernameToken>"
    message = journaled(body.encode("utf-8", "replace"))

    assert marked not in message.body


def test_a_host_of_one_letter_blots_out_no_evidence():
    body = b"<Body>see http://e/s/box/ about e</Body>"

    kept = http_message("POST /s/box/ HTTP/1.1", [(b"Host", b"e")], body)

    assert kept.body == "<Body>see http://<masked>/s/box/ about e</Body>"
