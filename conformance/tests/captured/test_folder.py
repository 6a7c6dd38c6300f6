"""Folders of request and reply pairs: what is read, and what each mistake is answered with."""

import gzip

import pytest

from nps_conformance.captured.folder import is_captured, read
from nps_conformance.captured.journal import imported
from nps_conformance.judge import judge
from nps_reports.record import Word
from nps_scenarios.loader import load_profile
from nps_scenarios.problems import SetUpError
from nps_simulator.journal.entries import Exchange

HEAD = b"POST /nps HTTP/1.1\r\nHost: nps.example\r\nContent-Type: text/xml; charset=utf-8\r\n"


@pytest.fixture
def put(tmp_path):
    """Write files into a folder and give it."""

    def go(**files):
        for name, content in files.items():
            stem, _, ending = name.rpartition("_")
            (tmp_path / f"{stem.replace('_', '-')}.{ending}").write_bytes(content)
        return tmp_path

    return go


def test_bodies_alone_are_posts_and_their_replies(put):
    folder = put(a_request_xml=b"<a/>", a_response_xml=b"<b/>", b_request_xml=b"<c/>")

    one, other = read(folder).exchanges

    assert (one.request.body, one.reply.body, one.reply.status) == (b"<a/>", b"<b/>", 200)
    assert one.request.headers == ()
    assert (other.request.body, other.reply) == (b"<c/>", None)


def test_a_reply_that_holds_a_fault_came_with_status_500(put):
    folder = put(a_request_xml=b"<a/>", a_response_xml=b"<e><s:Fault></s:Fault></e>")

    assert read(folder).exchanges[0].reply.status == 500


def test_ten_comes_after_two(put):
    folder = put(n10_request_xml=b"<j/>", n2_request_xml=b"<b/>", n1_request_xml=b"<a/>")

    assert [each.request.body for each in read(folder).exchanges] == [b"<a/>", b"<b/>", b"<j/>"]


def test_whole_messages_are_read_with_their_heads(put):
    folder = put(
        a_request_http=HEAD + b'SOAPAction: "x"\r\n\r\n<a/>',
        a_response_http=b"HTTP/1.1 200 OK\nX: y\n\n<b/>\n",
    )

    (exchange,) = read(folder).exchanges

    assert exchange.request.start == "POST /nps HTTP/1.1"
    assert exchange.request.header(b"soapaction") == b'"x"'
    assert (exchange.reply.start, exchange.reply.body) == ("200 OK", b"<b/>\n")


def test_chunks_are_joined_and_compressed_bodies_unpacked(put):
    chunked = b"Transfer-Encoding: chunked\r\n\r\n3\r\n<a>\r\n4;x=y\r\n</a>\r\n0\r\n\r\n"
    packed = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"<b/>")

    (exchange,) = read(put(a_request_http=HEAD + chunked, a_response_http=packed)).exchanges

    assert (exchange.request.body, exchange.reply.body) == (b"<a></a>", b"<b/>")


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"a_response_xml": b""}, "a-response.xml: there is no a-request.xml"),
        (
            {"a_request_xml": b"", "a_request_http": HEAD},
            "a-request.http and a-request.xml are the same message",
        ),
        ({"a_request_http": b"<a/>\n\n"}, "a-request.http, line 1: expected a request line"),
        ({"a_request_http": b"\n<a/>"}, "a-request.http, line 1: expected a request or status"),
        ({"a_request_http": HEAD + b"oops\r\n\r\n"}, "a-request.http, line 4: expected a header"),
        ({"a_request_http": HEAD}, "a-request.http, line 4: the head does not end"),
        (
            {"a_request_http": HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz"},
            "said to come in chunks, and chunk 1 does not",
        ),
        (
            {"a_request_http": HEAD + b"Content-Encoding: gzip\r\n\r\n<a/>"},
            "a-request.http: its body is said to be gzip, and is not",
        ),
        (
            {"a_request_xml": b"", "a_response_http": b"200 OK\n\n"},
            "a-response.http, line 1: expected a status line",
        ),
    ],
)
def test_a_mistake_names_file_and_line(put, files, told):
    with pytest.raises(SetUpError) as caught:
        read(put(**files))

    assert told in str(caught.value)


def test_a_folder_of_other_things_is_none(tmp_path):
    (tmp_path / "run.json").write_text("{}")

    assert not is_captured(tmp_path)


def test_a_run_as_a_folder_of_bodies_gives_the_verdicts_that_need_no_heads(play, tmp_path):
    journal = play("text-and-codes")
    for number, each in enumerate(each for each in journal if isinstance(each, Exchange)):
        if each.operation:
            (tmp_path / f"{number}-request.xml").write_text(each.http_request.body, "utf-8")
            (tmp_path / f"{number}-response.xml").write_text(each.http_reply.body, "utf-8")

    log = read(tmp_path)
    made = imported(log, profile=load_profile("certification"), claims={}, whole=True)

    ours, theirs = (
        {each.rule: each for each in judge(entries)} for entries in (made.entries, journal)
    )
    for rule in ("message-valid", "receipt-after-details", "appointment-reference-known"):
        assert ours[rule].verdict is theirs[rule].verdict is Word.PASSED
        assert ours[rule].satisfied == theirs[rule].satisfied
    assert ours["host-named"].verdict is Word.NOT_EXERCISED
    assert [each.rule for each in ours.values() if each.verdict in {"FAILED", "WARNED"}] == []
