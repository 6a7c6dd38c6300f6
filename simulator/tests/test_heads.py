"""Heads that came before are not parsed again, and mean the same as when they were."""

import asyncio
from contextlib import suppress

import httptools
import pytest

from nps_simulator.endpoints.transport import BodyRefused, Limits
from nps_simulator.server.heads import LONGEST, REMEMBERED, Heads, read_head
from nps_simulator.server.listener import listening

POST = b"POST /a%%20b?c=d HTTP/1.1\r\nHOST: x\r\nContent-Length: %d\r\n%b\r\n"


class Reading:
    """What a parser says of the head of a message."""

    def __init__(self):
        self.parser = httptools.HttpRequestParser(self)
        self.url, self.headers, self.head = b"", [], None

    def on_url(self, url):
        self.url += url

    def on_header(self, name, value):
        self.headers.append((name, value))

    def on_headers_complete(self):
        self.head = read_head(self.parser, self.url, tuple(self.headers))


def head_of(data):
    reading = Reading()
    with suppress(httptools.HttpParserUpgrade):
        reading.parser.feed_data(data)
    return reading.head


def test_a_head_says_what_was_sent_and_how_the_body_comes():
    head = head_of(POST % (4, b""))

    assert (head.method, head.path, head.query) == ("POST", "/a b", b"c=d")
    assert head.start == "POST /a%20b?c=d HTTP/1.1"
    assert head.headers == ((b"HOST", b"x"), (b"Content-Length", b"4"))
    assert (head.length, head.keep_alive, head.expects, head.upgrades) == (4, True, False, False)


@pytest.mark.parametrize(
    "more",
    [
        b"Connection: close\r\n",
        b"Expect: 100-continue\r\n",
        b"Connection: Upgrade\r\nUpgrade: h2c\r\n",
        b"X: " + b"y" * LONGEST + b"\r\n",
    ],
    ids=["close", "expect", "upgrade", "long"],
)
def test_what_is_more_than_head_and_body_is_not_remembered(more):
    heads, data = Heads(), POST % (4, more)

    heads.remember(data, head_of(data))

    assert heads.get(data) is None


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.0\r\nContent-Length: 4\r\nConnection: keep-alive\r\n\r\n",
    ],
    ids=["no length", "chunks", "1.0"],
)
def test_a_head_without_a_plain_body_behind_it_is_not_remembered(data):
    heads = Heads()

    heads.remember(data, head_of(data))

    assert heads.get(data) is None


def test_only_so_many_heads_are_remembered():
    heads = Heads()
    for number in range(REMEMBERED + 1):
        data = POST % (4, b"X: %d\r\n" % number)
        heads.remember(data, head_of(data))

    assert heads.get(POST % (4, b"X: 0\r\n")) is None
    assert heads.get(POST % (4, b"X: %d\r\n" % REMEMBERED)).length == 4


class Echo:
    """Answers with the body, and keeps what it saw."""

    def __init__(self):
        self.seen = []

    async def __call__(self, wire):
        self.seen.append((wire.start, tuple(wire.headers)))
        try:
            status, body = 200, await wire.read()
        except BodyRefused as refused:
            status, body = refused.status, b""
        await asyncio.sleep(0)
        await wire.answer(status, b"", body)


@pytest.fixture
def echo():
    return Echo()


@pytest.fixture
def port(any_loop, echo):
    return any_loop.enter(listening(echo, limits=Limits(body=1000))).port


def test_a_head_that_came_before_is_served_the_same(port, raw, echo):
    with raw(port) as client:
        bodies = [client.post("/x", body).answer().body for body in (b"<a/>", b"<b/>", b"<c/>")]

    assert bodies == [b"<a/>", b"<b/>", b"<c/>"]
    assert len(set(echo.seen)) == 1


def test_a_head_that_came_before_in_pieces_or_with_another_request_behind_it_is_served(port, raw):
    whole = POST % (4, b"")
    with raw(port) as client:
        client.send(whole + b"<a/>").answer()
        for piece in (whole[:9], whole[9:], b"<b", b"/>"):
            client.send(piece)
        assert client.answer().body == b"<b/>"

        client.send(whole + b"<c/>" + whole + b"<d/>")
        assert [client.answer().body for _ in range(2)] == [b"<c/>", b"<d/>"]

        client.send(whole)
        assert client.send(b"<e/>").answer().body == b"<e/>"


def test_a_head_that_came_before_with_too_large_a_body_is_still_413(port, raw):
    data = POST % (1001, b"") + b"x" * 1001
    for _ in range(2):
        with raw(port) as client:
            assert client.send(data).answer().status == 413


def test_what_another_sends_behind_a_known_head_is_still_checked(port, raw):
    with raw(port) as client:
        client.send(POST % (4, b"") + b"<a/>").answer()
        client.send(POST % (4, b"") + b"<a/>" + b"NONSENSE\r\n\r\n")

        assert client.answer().body == b"<a/>"
        assert client.answer().status == 400
