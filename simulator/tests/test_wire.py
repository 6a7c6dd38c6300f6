import asyncio
import socket
import ssl
import time

import pytest

from nps_simulator.endpoints.transport import BodyRefused, ConnectionGone, Limits
from nps_simulator.endpoints.wirelog import WireLog
from nps_simulator.server.listener import listening

XML = b"Content-Type: text/xml\r\n"
BODY = b"<reply>" + b"x" * 2000 + b"</reply>"
SMALL = Limits(
    head=1000, body=2000, drain_factor=32, head_seconds=0.3, body_seconds=0.3, keep_alive_seconds=5
)


class App:
    """Does with the wire what the path says."""

    def __init__(self):
        self.ended = []
        self.seen = []

    async def __call__(self, wire):
        self.seen.append((wire.start, list(wire.headers)))
        try:
            await self._serve(wire)
        except ConnectionGone:
            self.ended.append("gone")
        except BodyRefused as refused:
            await wire.answer(refused.status, XML, refused.text.encode())
        self.ended.append(wire.path)

    async def _serve(self, wire):
        body = await wire.read() if wire.method == "POST" else b""
        match wire.path:
            case "/echo":
                await wire.answer(200, XML, body)
            case "/slow":
                await asyncio.sleep(0.2)
                await wire.answer(200, XML, b"slow")
            case "/reset":
                wire.reset()
            case "/drop":
                await wire.drop()
            case "/hang":
                await wire.drop(600)
            case "/truncate":
                await wire.truncate(200, XML, BODY, 100)
            case "/dribble":
                await wire.dribble(200, XML, BODY, 5, 0.02)
            case "/stuck":
                await asyncio.sleep(600)
            case "/slow-dribble":
                await wire.dribble(200, XML, BODY, 5, 600)
            case _:
                await wire.answer(200, XML, BODY)


@pytest.fixture
def app():
    return App()


@pytest.fixture
def log():
    return WireLog()


@pytest.fixture
def port(any_loop, app, log):
    return any_loop.enter(listening(app, limits=SMALL, log=log)).port


GET = b"GET /%b HTTP/1.1\r\nHost: x\r\n\r\n"


def test_an_answer_has_a_length_and_keeps_the_connection(port, raw):
    with raw(port) as client:
        for _ in range(3):
            answer = client.post("/echo", b"<a/>").answer()

            assert (answer.status, answer.body) == (200, b"<a/>")
            assert answer.headers == {"content-type": "text/xml", "content-length": "4"}


def test_the_head_is_kept_in_order_and_case(port, raw, app):
    with raw(port) as client:
        client.send(b"GET /a?b=c HTTP/1.1\r\nHOST: x\r\nx-One: 1\r\nX-oNE: two\r\n\r\n").answer()

    assert app.seen == [
        ("GET /a?b=c HTTP/1.1", [(b"HOST", b"x"), (b"x-One", b"1"), (b"X-oNE", b"two")])
    ]


def test_http_1_0_is_answered_with_length_and_close_even_when_it_asks_to_be_kept(port, raw):
    with raw(port) as client:
        client.send(b"GET /x HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        answer = client.answer()

        assert answer.headers["connection"] == "close"
        assert answer.headers["content-length"] == str(len(BODY))
        assert "transfer-encoding" not in answer.headers
        assert client.end() == b""


def test_connection_close_is_echoed_and_kept(port, raw):
    with raw(port) as client:
        answer = client.post("/echo", b"<a/>", "Connection: TE, close").answer()

        assert answer.headers["connection"] == "close"
        assert client.end() == b""


def test_a_client_that_waits_for_100_gets_it_before_it_sends(port, raw):
    with raw(port) as client:
        client.post("/echo", b"", "Expect: 100-continue", "Content-Length: 4")
        assert client.answer().status == 100

        assert client.send(b"<a/>").answer().body == b"<a/>"


def test_a_client_that_waits_with_too_large_a_body_gets_413_at_once(port, raw):
    with raw(port) as client:
        client.post("/echo", b"", "Expect: 100-continue", "Content-Length: 2001")

        answer = client.answer()

        assert answer.status == 413
        assert answer.headers["connection"] == "close"
        assert client.end() == b""


def test_a_chunked_body_is_read(port, raw):
    with raw(port) as client:
        client.post("/echo", b"", "Content-Length:", "Transfer-Encoding: chunked")
        client.send(b"2\r\n<a\r\n").send(b"2\r\n/>\r\n0\r\n\r\n")

        assert client.answer().body == b"<a/>"


@pytest.mark.parametrize("size", [2001, 50_000])
def test_a_body_that_is_too_large_is_read_away_and_answered_413(port, raw, size):
    with raw(port) as client:
        answer = client.post("/echo", b"x" * size).answer()

        assert answer.status == 413
        assert b"2000 bytes" in answer.body
        assert client.end() == b""


def test_a_client_that_sends_much_too_much_still_reads_its_413(any_loop, app, raw):
    port = any_loop.enter(listening(app, limits=Limits(body=500_000))).port
    with raw(port) as client:
        assert client.post("/echo", b"x" * 12_000_000).answer().status == 413


def test_an_answer_before_the_body_has_come_ends_the_connection(port, raw):
    with raw(port) as client:
        answer = client.send(b"GET /x HTTP/1.1\r\nContent-Length: 9\r\n\r\n").answer()

        assert answer.headers["connection"] == "close"
        assert client.end() == b""


def test_a_chunked_body_that_is_too_large_is_answered_413(port, raw):
    with raw(port) as client:
        client.post("/echo", b"", "Content-Length:", "Transfer-Encoding: chunked")
        client.send(b"7d1\r\n" + b"x" * 2001 + b"\r\n0\r\n\r\n")

        assert client.answer().status == 413


def test_a_body_of_the_limit_is_read(port, raw):
    with raw(port) as client:
        assert client.post("/echo", b"x" * 2000).answer().body == b"x" * 2000


def test_a_post_without_length_is_answered_411(port, raw):
    with raw(port) as client:
        assert client.post("/echo", b"", "Content-Length:").answer().status == 411


def test_a_slow_body_is_answered_408_and_closed(port, raw):
    with raw(port) as client:
        answer = client.post("/echo", b"<a", "Content-Length: 4").answer()

        assert answer.status == 408
        assert answer.headers["connection"] == "close"
        assert client.end() == b""


def test_a_slow_head_is_answered_408_and_logged(port, raw, log):
    with raw(port) as client:
        answer = client.send(b"GET /x HTTP/1.1\r\nHost:").answer()

        assert answer.status == 408
        assert client.end() == b""
    assert [entry.status for entry in log.entries] == [408]


def test_a_head_in_pieces_within_its_time_is_served(port, raw):
    with raw(port) as client:
        for piece in (b"GET /x HT", b"TP/1.1\r\nHo", b"st: x\r\n", b"\r\n"):
            client.send(piece)

        assert client.answer().status == 200


@pytest.mark.parametrize(
    "head",
    [
        b"GET /x HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 1000 + b"\r\n\r\n",
        b"GET /" + b"y" * 1000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /x HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 5000,
    ],
    ids=["header", "target", "unfinished"],
)
def test_a_head_that_is_too_large_is_answered_431_and_logged(port, raw, log, head):
    with raw(port) as client:
        assert client.send(head).answer().status == 431
        assert client.end() == b""
    assert [entry.status for entry in log.entries] == [431]


def test_what_is_not_http_is_answered_400_and_logged_with_its_first_line(port, raw, log):
    with raw(port) as client:
        assert client.send(b"HELO there\r\n\r\n").answer().status == 400
    assert [(entry.status, entry.start) for entry in log.entries] == [(400, "HELO there")]


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        (
            "HTTP/1.1\r\nTransfer-Encoding: gzip, chunked",
            (501, b"Transfer-Encoding is gzip, chunked; send chunked alone, or a Content-Length."),
        ),
        (
            "HTTP/1.1\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked",
            (501, b"Transfer-Encoding is gzip, chunked; send chunked alone, or a Content-Length."),
        ),
        (
            "HTTP/1.1\r\nHost: y\r\nContent-Length: 0",
            (400, b"The request has 2 Host headers; send one."),
        ),
        (
            "HTTP/2.0\r\nContent-Length: 0",
            (505, b"The request is in HTTP/2.0; send HTTP/1.1."),
        ),
    ],
)
def test_a_head_that_cannot_be_kept_to_is_refused_and_logged(port, raw, log, head, wanted):
    with raw(port) as client:
        client.send(f"POST /echo {head}\r\nHost: x\r\n\r\n0\r\n\r\n".encode())
        answer = client.answer()

        assert (answer.status, answer.body) == wanted
        assert client.end() == b""
    assert [(entry.status, entry.start) for entry in log.entries] == [
        (wanted[0], f"POST /echo {head[:8]}")
    ]


def test_a_client_that_speaks_tls_to_a_plain_port_is_told_on_the_log(port, log):
    context = ssl.create_default_context()
    with (
        socket.create_connection(("127.0.0.1", port), timeout=20) as client,
        pytest.raises(ssl.SSLError),
    ):
        context.wrap_socket(client, server_hostname="localhost")
    assert [entry.text for entry in log.entries] == [
        "This is the greeting of TLS, and this port speaks plain HTTP: use http://."
    ]


@pytest.mark.parametrize("coding", ["chunked", "Chunked", " chunked "])
def test_chunks_are_known_in_any_case(port, raw, coding):
    with raw(port) as client:
        client.post("/echo", b"", "Content-Length:", f"Transfer-Encoding: {coding}")
        client.send(b"3\r\nabc\r\n0\r\n\r\n")

        assert client.answer().body == b"abc"


def test_a_broken_chunk_ends_its_own_request_with_400(port, raw, log):
    with raw(port) as client:
        client.post("/echo", b"", "Content-Length:", "Transfer-Encoding: chunked")
        client.send(b"zz\r\n")

        assert client.answer().status == 400
        assert client.end() == b""
    assert [entry.status for entry in log.entries] == [400]


def test_garbage_behind_a_request_does_not_eat_its_answer(port, raw):
    with raw(port) as client:
        client.send(GET % b"slow" + b"NONSENSE\r\n\r\n")

        assert client.answer().body == b"slow"
        assert client.answer().status == 400


def test_pipelined_requests_are_answered_in_order(port, raw):
    with raw(port) as client:
        client.send(GET % b"slow" + GET % b"x" + GET % b"slow")

        assert [client.answer().body for _ in range(3)] == [b"slow", BODY, b"slow"]


def test_an_offer_to_upgrade_is_passed_over(port, raw):
    offer = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMA")
    with raw(port) as client:
        for _ in range(2):
            assert client.post("/echo", b"<a/>", *offer).answer().body == b"<a/>"


def test_chunks_behind_an_offer_to_upgrade_are_its_body_and_no_request(port, raw):
    inside = GET % b"x"
    head = ("Content-Length:", "Transfer-Encoding: chunked", "Connection: Upgrade", "Upgrade: h2c")
    with raw(port) as client:
        client.post("/echo", b"%x\r\n%b\r\n0\r\n\r\n" % (len(inside), inside), *head)
        client.send(GET % b"slow")
        assert [client.answer().body for _ in range(2)] == [inside, b"slow"]

        client.post("/echo", b"", *head).send(b"2\r\n<a\r\n").send(b"2\r\n/>\r\n0\r\n\r\n")
        assert client.answer().body == b"<a/>"


def test_too_many_connections_are_answered_503_and_logged(any_loop, app, log, raw):
    port = any_loop.enter(listening(app, limits=Limits(connections=1), log=log)).port
    with raw(port) as first:
        assert first.send(GET % b"x").answer().status == 200
        with raw(port) as second:
            answer = second.send(GET % b"x").answer()
        assert first.send(GET % b"x").answer().status == 200

    assert answer.status == 503
    assert "retry-after" in answer.headers
    assert 503 in log.counts


def test_a_half_closed_client_still_gets_a_slow_answer_and_then_the_end(port, raw):
    with raw(port) as client:
        client.send(GET % b"slow")
        client.sock.shutdown(socket.SHUT_WR)

        answer = client.answer()

        assert (answer.body, answer.headers["connection"]) == (b"slow", "close")
        assert client.end() == b""


def test_a_client_that_half_closes_within_its_request_is_let_go(port, raw):
    with raw(port) as client:
        client.post("/echo", b"<a", "Content-Length: 4")
        client.sock.shutdown(socket.SHUT_WR)

        assert client.end() == b""


def test_reset_ends_with_a_reset_and_no_byte(port, raw):
    with raw(port) as client:
        assert client.send(GET % b"reset").end() == "reset"


def test_drop_ends_without_a_byte(port, raw):
    with raw(port) as client:
        assert client.send(GET % b"drop").end() == b""


def test_truncate_promises_all_and_sends_a_part(port, raw):
    with raw(port) as client:
        seen = client.send(GET % b"truncate").end()

    head, _, body = seen.partition(b"\r\n\r\n")
    assert b"Content-Length: %d" % len(BODY) in head
    assert body == BODY[:100]


def test_dribble_sends_everything_in_pieces(port, raw):
    with raw(port) as client:
        client.send(GET % b"dribble")
        pieces = [client.sock.recv(65536)]
        while sum(map(len, pieces)) < len(BODY):
            pieces.append(client.sock.recv(65536))

        assert len(pieces) > 2
        assert b"".join(pieces).endswith(BODY)
        assert client.send(GET % b"x").answer().body == BODY


def test_a_misdeed_kills_what_is_queued_behind_it(port, raw, app):
    with raw(port) as client:
        client.send(GET % b"drop" + GET % b"x")

        assert client.end() == b""
    assert [start for start, _ in app.seen] == ["GET /drop HTTP/1.1"]


def test_a_client_that_leaves_wakes_the_request_that_waits_for_it(port, raw, app):
    with raw(port) as client:
        client.send(GET % b"hang" + GET % b"x")
        client.post("/echo", b"<a", "Content-Length: 4")
    deadline = time.monotonic() + 5
    while "/hang" not in app.ended and time.monotonic() < deadline:
        time.sleep(0.01)

    assert app.ended == ["/hang"]


@pytest.mark.parametrize("path", [b"hang", b"slow-dribble", b"stuck"])
def test_stopping_does_not_wait_for_a_hanging_request(any_loop, app, raw, path):
    port = any_loop.enter(listening(app, limits=Limits())).port
    with raw(port) as client:
        client.send(GET % path)
        while not app.seen:
            time.sleep(0.01)
        begun = time.monotonic()
        any_loop.leave()

        assert time.monotonic() - begun < 2
        seen = client.end()
    if path == b"slow-dribble":
        assert seen.endswith(BODY)
    elif path == b"hang":
        assert seen == b""
    else:
        assert seen.startswith(b"HTTP/1.1 500 "), "it had to be cancelled"
