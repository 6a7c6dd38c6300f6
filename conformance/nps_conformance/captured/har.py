"""Reads a HAR file (HTTP Archive 1.2), as browsers, proxies and API tools export it.

Of all that it holds, what went to an address that a SOAP request went to is taken.
"""

import json
from base64 import b64decode
from binascii import Error
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from nps_conformance.captured.message import Captured, Headers, Log, Message
from nps_scenarios.problems import SetUpError
from nps_simulator.clock import UK
from nps_simulator.endpoints.soap.head import read_head

_LATEST: Final = "9999"


class _Named(msgspec.Struct, frozen=True):
    name: str
    value: str


class _Body(msgspec.Struct, frozen=True):
    text: str | None = None
    encoding: str | None = None
    size: int | float | None = None


class _Request(msgspec.Struct, frozen=True, rename="camel"):
    method: str
    url: str
    http_version: str = ""
    headers: list[_Named] = []
    post_data: _Body | None = None
    body_size: int | float = -1


class _Reply(msgspec.Struct, frozen=True, rename="camel"):
    status: int
    status_text: str = ""
    headers: list[_Named] = []
    content: _Body | None = None


class _Entry(msgspec.Struct, frozen=True, rename="camel"):
    request: _Request
    response: _Reply
    started_date_time: str = ""
    time: float | None = None  # milliseconds, -1 when unknown


def read(path: Path) -> Log:
    """The log of a HAR file. Raises SetUpError, which names the entry."""
    try:
        raw = path.read_bytes()
        entries = json.loads(raw.removeprefix(b"\xef\xbb\xbf"))["log"]["entries"]
    except OSError as error:
        raise SetUpError(f"{path}: cannot be read: {error.strerror or error}.") from error
    except json.JSONDecodeError as error:
        raise SetUpError(
            f"{path}, line {error.lineno}: this is no JSON, and so no HAR ({error.msg})."
        ) from error
    except (LookupError, TypeError, UnicodeDecodeError, RecursionError) as error:
        raise SetUpError(
            f"{path}: this is no HAR: expected an object with log.entries in it."
        ) from error
    if not isinstance(entries, list):
        raise SetUpError(f"{path}: log.entries is no list, so this is no HAR.")
    read_entries = [
        (f"{path.name}, entry {number}", _entry(each, f"{path}, entry {number}"))
        for number, each in enumerate(entries)
    ]
    ours = {_address(each.request.url) for _, each in read_entries if _is_soap(each.request)}
    taken = [each for each in read_entries if _address(each[1].request.url) in ours]
    if not taken:
        raise SetUpError(
            f"{path}: none of its {len(entries)} entries is a SOAP request (a POST of an Envelope) "
            "with its body; export it with the contents."
        )
    exchanges = [_captured(where, each) for where, each in taken]
    exchanges.sort(key=lambda each: each.ended or _LATEST)
    others = len(entries) - len(taken)
    return Log(
        name=path.stem,
        sha256=sha256(raw).hexdigest(),
        exchanges=tuple(exchanges),
        passed_over=(f"{others} entries that went elsewhere",) if others else (),
    )


def _entry(value: Any, where: str) -> _Entry:  # noqa: ANN401 - whatever JSON has
    try:
        return msgspec.convert(value, _Entry)
    except msgspec.ValidationError as error:
        raise SetUpError(f"{where}: it is not as HAR 1.2 has it: {error}.") from error


def _address(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _is_soap(request: _Request) -> bool:
    text = request.post_data.text if request.post_data else None
    if request.post_data and request.post_data.encoding == "base64":
        return bool(text)
    return bool(text) and "Envelope" in str(text)


def _captured(where: str, entry: _Entry) -> Captured:
    request, reply = entry.request, entry.response
    headers = _headers(request.headers)
    if not any(name.lower() == b"host" for name, _ in headers) and headers:
        try:
            host = urlsplit(request.url).netloc.rpartition("@")[2]
        except ValueError as error:
            raise SetUpError(f"{where}: its url {request.url!r} is none ({error}).") from error
        headers = ((b"Host", host.encode("latin-1", "replace")), *headers)
    began, ended = _times(entry, where)
    return Captured(
        where=where,
        request=Message(
            start=f"{request.method} {_target(request.url)} {request.http_version or 'HTTP/1.1'}",
            headers=headers,
            body=_content(request.post_data, headers, where),
        ),
        reply=_reply(reply, where),
        began=began,
        ended=ended,
    )


def _reply(reply: _Reply, where: str) -> Message | None:
    if reply.status <= 0:  # what browsers write when nothing came
        return None
    headers = _headers(reply.headers)
    content = reply.content
    if content is not None and content.text is None and (content.size or 0) > 0:
        raise SetUpError(
            f"{where}: the reply had {content.size} bytes, and they are not in the file; export it "
            "with the contents."
        )
    return Message(
        start=f"{reply.status} {reply.status_text}".strip(),
        headers=headers,
        body=_content(content, headers, where),
    )


def _headers(several: list[_Named]) -> Headers:
    """Headers as they were sent; those of HTTP/2 that begin with a colon are none."""
    return tuple(
        (each.name.encode("latin-1", "replace"), each.value.encode("latin-1", "replace"))
        for each in several
        if not each.name.startswith(":")
    )


def _target(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    return f"{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"


def _content(body: _Body | None, headers: Headers, where: str) -> bytes:
    """The body's bytes: as they were where they are given in base64, else encoded again as the head
    says they were.
    """
    if body is None or body.text is None:
        return b""
    if body.encoding == "base64":
        try:
            return b64decode(body.text, validate=True)
        except (Error, ValueError) as error:
            raise SetUpError(f"{where}: its body is said to be base64, and is not.") from error
    charset = read_head(headers).charset or "utf-8"
    try:
        return body.text.encode(charset)
    except (LookupError, UnicodeEncodeError):
        return body.text.encode("utf-8", "surrogatepass")


def _times(entry: _Entry, where: str) -> tuple[str, str]:
    if not entry.started_date_time:
        return "", ""
    try:
        began = datetime.fromisoformat(entry.started_date_time)
        began = (began if began.tzinfo else began.replace(tzinfo=UK)).astimezone(UTC)
        ended = began + timedelta(milliseconds=max(entry.time or 0.0, 0.0))
    except (ValueError, OverflowError) as error:
        raise SetUpError(
            f"{where}: startedDateTime is {entry.started_date_time!r}; expected ISO 8601."
        ) from error
    return began.isoformat(), ended.isoformat()
