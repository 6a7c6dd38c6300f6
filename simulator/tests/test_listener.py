"""Ports, TLS, and stopping."""

import os
import socket
import ssl
import sys
import time

import pytest
import requests

from nps_simulator.endpoints.transport import Limits
from nps_simulator.endpoints.wirelog import WireLog
from nps_simulator.server.certificate import make_certificate
from nps_simulator.server.listener import Address, ListenError, bind, listening, raise_file_limit
from nps_simulator.server.tls import Tls, TlsError


async def app(wire):
    if wire.path == "/reset":
        wire.reset()
    else:
        await wire.answer(200, b"", wire.path.encode())


@pytest.fixture
def made(tmp_path):
    return make_certificate(tmp_path, ("nps.example", "192.0.2.1"))


def test_port_nought_takes_a_free_port_and_says_which(background):
    address = background.enter(listening(app, limits=Limits()))

    assert address.port > 0
    assert address.url == f"http://127.0.0.1:{address.port}"


def test_a_taken_port_is_one_clear_sentence(background):
    address = background.enter(listening(app, limits=Limits()))

    with pytest.raises(ListenError) as error:
        bind("127.0.0.1", address.port)

    assert str(error.value).startswith(f"Port {address.port} on 127.0.0.1 cannot be listened on")
    assert str(error.value).endswith("stop what listens there.")


@pytest.mark.parametrize(
    ("host", "port", "words"),
    [
        ("no such host", 0, "'no such host' with port 0 is no address to listen on"),
        ("127.0.0.1", 70000, "between 0 and 65535, not 70000"),
        ("192.0.2.1", 0, "Port 0 on 192.0.2.1 cannot be listened on"),
    ],
)
def test_a_wrong_address_is_one_clear_sentence(host, port, words):
    with pytest.raises(ListenError, match=words):
        bind(host, port)


def test_a_port_is_free_again_after_stopping(background):
    address = background.enter(listening(app, limits=Limits()))
    background.leave()

    with bind("127.0.0.1", address.port) as again:
        assert again.getsockname()[1] == address.port


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("0.0.0.0", "http://127.0.0.1:1"),
        ("::", "http://[::1]:1"),
        ("::1", "http://[::1]:1"),
        ("nps.example", "http://nps.example:1"),
    ],
)
def test_an_address_is_shown_as_one_that_can_be_called(host, url):
    assert Address(scheme="http", host=host, port=1).url == url


def test_stopping_an_idle_server_takes_no_time_and_ends_idle_connections(background, raw):
    address = background.enter(listening(app, limits=Limits()))
    with raw(address.port) as idle, raw(address.port) as silent:
        idle.send(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").answer()
        begun = time.monotonic()
        background.leave()

        assert time.monotonic() - begun < 1
        assert idle.end() == silent.end() == b""


def test_https_is_trusted_by_name_and_address_with_the_made_certificate(background, made):
    address = background.enter(listening(app, limits=Limits(), tls=made.context()))

    for host in ("localhost", "127.0.0.1"):
        url = f"https://{host}:{address.port}/hello"
        assert requests.get(url, verify=made.certificate, timeout=5).text == "/hello"
    assert address.url.startswith("https://")


def test_a_reset_under_tls_is_an_abrupt_end(any_loop, made, raw):
    address = any_loop.enter(listening(app, limits=Limits(), tls=made.context()))
    context = ssl.create_default_context(cafile=made.certificate)
    with raw(address.port, context) as client:
        assert client.send(b"GET /reset HTTP/1.1\r\nHost: x\r\n\r\n").end() in {"abrupt", "reset"}


@pytest.mark.parametrize("body", [b"", b"x" * 100_000])
def test_plain_http_to_a_tls_port_is_answered_and_noted(any_loop, made, raw, body):
    log = WireLog()
    tls = made.context(log)
    address = any_loop.enter(listening(app, limits=Limits(), tls=tls, log=log))
    sentence = "This is plain HTTP, and this port speaks TLS: use https://."

    with raw(address.port) as client:
        client.send(b"POST /hello HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body))
        answer = client.send(body).answer()

    assert (answer.status, answer.body.decode()) == (400, sentence)
    assert answer.headers["connection"] == "close"
    assert [(each.status, each.text) for each in log.entries] == [(400, sentence)]
    url = f"https://localhost:{address.port}/hello"
    assert requests.get(url, verify=made.certificate, timeout=5).text == "/hello"
    assert len(log.entries) == 1


def test_what_is_neither_tls_nor_http_is_closed_as_before(any_loop, made, raw):
    log = WireLog()
    tls = made.context(log)
    address = any_loop.enter(listening(app, limits=Limits(), tls=tls, log=log))

    with raw(address.port) as client:
        assert client.send(b"NONSENSE\r\n\r\n").end() != "abrupt"
    assert not log.entries


def test_a_made_certificate_holds_on_any_virtual_date_and_its_key_is_private(made):
    told = ssl._ssl._test_decode_cert(str(made.certificate))

    assert told["notBefore"] == "Jan  1 00:00:00 2000 GMT"
    assert told["notAfter"] == "Dec 31 00:00:00 2999 GMT"
    assert ("DNS", "nps.example") in told["subjectAltName"]
    assert ("IP Address", "192.0.2.1") in told["subjectAltName"]
    if os.name == "posix":
        assert made.key.stat().st_mode & 0o077 == 0


def test_missing_or_wrong_tls_files_are_named(tmp_path, made):
    absent = tmp_path / "absent.pem"
    with pytest.raises(TlsError, match=r"absent\.pem, and there is none"):
        Tls(certificate=absent, key=made.key).context()
    with pytest.raises(TlsError, match="are not a PEM certificate and its key"):
        Tls(certificate=made.key, key=made.certificate).context()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_the_limit_on_open_files_is_raised_to_what_the_system_allows():
    import resource  # noqa: PLC0415 - not there on Windows

    assert raise_file_limit() == resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert soft == hard


def test_many_idle_connections_are_served_beside_each_other(background):
    raise_file_limit()
    address = background.enter(listening(app, limits=Limits()))
    clients = [socket.create_connection(("127.0.0.1", address.port)) for _ in range(300)]
    for client in clients:
        client.sendall(b"GET /x HTTP/1.1\r\nHost: x\r\n\r\n")

    assert all(client.recv(1000).endswith(b"/x") for client in clients)
    for client in clients:
        client.close()
