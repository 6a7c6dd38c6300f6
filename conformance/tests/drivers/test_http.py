"""Driver `http` against real webhooks: what they get, and what is made of their answers."""

import asyncio
import json
import socket
import threading
from contextlib import contextmanager

import pytest

from nps_conformance.contractor_file import DriverSettings
from nps_conformance.drivers.base import Fact, Saw, Surroundings
from nps_conformance.drivers.choose import choose, look_before
from nps_scenarios.problems import SetUpError

FACT = Fact(id=1, kind="work_finished", now="2026-03-02T09:00:00", order="1000001/1", text="Café")
ROUND = Fact(id=2, kind="round", now="2026-03-02T09:15:00")
NEVER = 60.0  # a patience that only a broken driver runs out of
OK = b"HTTP/1.1 204 No Content\r\n\r\n"


class Hook:
    """Answers each connection with the next of these bytes, and keeps what came."""

    def __init__(self, *answers):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.server.getsockname()[1]}"
        self.came = []
        self.answers = answers
        self.thread = threading.Thread(target=self.work, daemon=True)

    def work(self):
        for answer in self.answers:
            connection, _ = self.server.accept()
            with connection:
                head, body = self.request(connection)
                self.came.append((head, body))
                if answer is None:  # silence, until the other side gives up
                    while connection.recv(1024):
                        pass
                else:
                    connection.sendall(answer)

    @staticmethod
    def request(connection):
        data = b""
        while b"\r\n\r\n" not in data:
            data += connection.recv(65536)
        head, _, body = data.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines[1:])
        while len(body) < int(headers["Content-Length"]):
            body += connection.recv(65536)
        return (lines[0], headers), json.loads(body)


@contextmanager
def hook(*answers):
    each = Hook(*answers)
    each.thread.start()
    try:
        yield each
    finally:
        each.server.close()
        each.thread.join(10)


def around(folder):
    return Surroundings(
        endpoint="http://127.0.0.1:1/s/a/",
        username="user",
        password="word",
        work=folder,
        log=folder / "log.txt",
        folder=folder,
    )


def posted(folder, url, *facts, patience=NEVER, headers=None):
    """What the driver saw of facts, and whether the webhook was gone in the end."""
    settings = DriverSettings(kind="http", url=url, headers=headers or {}, patience=patience)
    driver = choose(settings, around(folder), polls=int, calls=int)

    async def play():
        await driver.start("2026-03-02T08:00:00")
        try:
            return [await driver.deliver(fact) for fact in facts]
        finally:
            await driver.stop()

    return asyncio.run(play()), driver.gone


def test_each_fact_and_round_is_one_post_of_json(tmp_path):
    with hook(OK, OK) as webhook:
        seen, gone = posted(tmp_path, f"{webhook.url}/facts?to=us", FACT, ROUND)

    assert [(each.event, each.detail) for each in seen] == [(Saw.HANDLED, "")] * 2
    assert not gone
    (start, headers), body = webhook.came[0]
    assert start == "POST /facts?to=us HTTP/1.1"
    assert headers["Content-Type"] == "application/json"
    assert headers["Host"] == webhook.url.removeprefix("http://")
    assert body == {
        "id": 1,
        "kind": "work_finished",
        "now": "2026-03-02T09:00:00",
        "order": "1000001/1",
        "text": "Café",
        "landlord": {
            "endpoint": "http://127.0.0.1:1/s/a/",
            "wsdl": "http://127.0.0.1:1/s/a/?wsdl",
            "username": "user",
            "password": "word",
        },
    }
    assert webhook.came[1][1]["kind"] == "round"


def test_headers_of_the_file_are_sent_with_their_words_filled_in(tmp_path):
    with hook(OK) as webhook:
        posted(tmp_path, webhook.url, FACT, headers={"X-Landlord": "<{endpoint}>"})

    (start, headers), _ = webhook.came[0]
    assert start == "POST / HTTP/1.1"
    assert headers["X-Landlord"] == "<http://127.0.0.1:1/s/a/>"


ANSWERS = {
    "200 with a body": (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", Saw.HANDLED, ""),
    "299": (b"HTTP/1.1 299 Fine\r\n\r\n", Saw.HANDLED, ""),
    "a body cut short": (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", Saw.HANDLED, ""),
    "an interim answer first": (b"HTTP/1.1 103 Early\r\nA: b\r\n\r\n" + OK, Saw.HANDLED, ""),
    "300": (b"HTTP/1.1 300 Many\r\n\r\n", Saw.EXITED, "the webhook answered 300"),
    "a redirect": (
        b"HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:1/\r\n\r\n",
        Saw.EXITED,
        "the webhook answered 307",
    ),
    "503": (b"HTTP/1.1 503 Busy\r\n\r\n", Saw.EXITED, "the webhook answered 503"),
    "only an interim answer": (
        b"HTTP/1.1 100 Go on\r\n\r\n",
        Saw.EXITED,
        "no HTTP answer from the webhook",
    ),
    "nothing": (b"", Saw.EXITED, "no HTTP answer from the webhook"),
    "something else": (b"hello there\r\n\r\n", Saw.EXITED, "no HTTP answer from the webhook"),
    "a line without an end": (b"x" * 200_000, Saw.EXITED, "no HTTP answer from the webhook"),
    "headers without an end": (
        b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 5000,
        Saw.EXITED,
        "no HTTP answer from the webhook",
    ),
}


@pytest.mark.parametrize(("answer", "event", "detail"), ANSWERS.values(), ids=ANSWERS)
def test_only_an_answer_of_200_to_299_means_dealt_with(tmp_path, answer, event, detail):
    with hook(answer) as webhook:
        seen, gone = posted(tmp_path, webhook.url, FACT)

    assert [(each.event, each.detail) for each in seen] == [(event, detail)]
    assert not gone
    assert (tmp_path / "log.txt").read_text() == f"1 work_finished: {detail or 'handled'}\n"


def test_silence_ends_by_patience_and_the_fact_is_not_sent_again(tmp_path):
    with hook(None) as webhook:
        seen, gone = posted(tmp_path, webhook.url, FACT, patience=0.3)

    assert [each.event for each in seen] == [Saw.PATIENCE]
    assert not gone
    assert len(webhook.came) == 1


def nowhere():
    """An address of this machine where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return f"http://127.0.0.1:{server.getsockname()[1]}/facts"


@pytest.mark.parametrize("host", [None, "http://no-such-host.invalid/", f"http://{'x' * 70}.a/"])
def test_no_connection_is_said_and_nothing_more_can_reach_it(tmp_path, host):
    seen, gone = posted(tmp_path, host or nowhere(), FACT)

    assert [(each.event, each.detail) for each in seen] == [
        (Saw.EXITED, "no connection to the webhook")
    ]
    assert gone


def test_a_proxy_in_the_environment_is_not_asked(tmp_path, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, nowhere())

    with hook(OK) as webhook:
        seen, _ = posted(tmp_path, webhook.url, FACT)

    assert [each.event for each in seen] == [Saw.HANDLED]
    assert webhook.came[0][0][0] == "POST / HTTP/1.1"


def test_over_https_the_first_bytes_are_those_of_tls(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        first = []

        def take():
            connection, _ = server.accept()
            with connection:
                first.append(connection.recv(3))

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        seen, gone = posted(tmp_path, f"https://127.0.0.1:{server.getsockname()[1]}/", FACT)
        thread.join(10)

    assert first[0][:2] == b"\x16\x03"  # a TLS handshake
    assert [each.detail for each in seen] == ["no connection to the webhook"]
    assert gone


def test_a_webhook_that_is_not_there_is_a_set_up_error_before_anything_is_played():
    url = nowhere()

    with pytest.raises(SetUpError, match=f"{url} cannot be reached: .* driver.url in contractor"):
        asyncio.run(look_before(DriverSettings(kind="http", url=url)))


def test_one_that_is_there_is_not_posted_anything_yet():
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/"
        asyncio.run(look_before(DriverSettings(kind="http", url=url)))
        connection, _ = server.accept()
        with connection:
            assert connection.recv(1024) == b""
