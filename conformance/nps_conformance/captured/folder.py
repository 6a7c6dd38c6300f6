"""Reads a folder of request and reply pairs: `NAME-request.xml` or `.http`, `NAME-response.xml` or
`.http`, in the order of their names (2 before 10).

An `.xml` file is a body and nothing else. An `.http` file is a whole message: request line or
status line, headers, an empty line, the body. A request without a response file got no reply.
"""

import re
import zlib
from hashlib import sha256
from pathlib import Path
from typing import Final

from nps_conformance.captured.message import Captured, Headers, Log, Message
from nps_scenarios.problems import SetUpError

_NAME: Final = re.compile(r"(.*?)[-_.]?(request|response)\.(xml|http)", re.IGNORECASE)
_HEADER: Final = re.compile(rb"([!-9;-~]+):[ \t]*(.*?)[ \t]*")
_REQUEST: Final = re.compile(r"[A-Z]+ \S+ HTTP/\d\.\d")
_STATUS: Final = re.compile(r"HTTP/\d(?:\.\d)? (\d{3}.*)")
_FAULT: Final = re.compile(rb"<(?:[\w.-]+:)?Fault[\s>]")
_LARGEST: Final = 64 << 20  # bytes of a body once unpacked


def is_captured(folder: Path) -> bool:
    """Whether a folder holds request files."""
    return any(_kind(each) == "request" for each in folder.iterdir() if each.is_file())


def read(folder: Path) -> Log:
    """The log of a folder. Raises SetUpError, which names file and line."""
    found: dict[str, dict[str, Path]] = {}
    for path in sorted(each for each in folder.iterdir() if each.is_file()):
        match = _NAME.fullmatch(path.name)
        if match is None:
            continue
        pair = found.setdefault(match[1], {})
        kind = match[2].lower()
        if kind in pair:
            raise SetUpError(
                f"{folder}: {pair[kind].name} and {path.name} are the same message; keep one."
            )
        pair[kind] = path
    hashed = sha256()
    exchanges = []
    for name in sorted(found, key=_in_order):
        pair = found[name]
        if "request" not in pair:
            raise SetUpError(
                f"{pair['response']}: there is no {name}-request.xml or .http that it answers; add "
                "it, or move the reply away."
            )
        for path in pair.values():
            hashed.update(path.name.encode() + b"\0" + path.read_bytes())
        reply = pair.get("response")
        exchanges.append(
            Captured(
                where=f"{folder.name}/{pair['request'].name}",
                request=_request(pair["request"]),
                reply=None if reply is None else _reply(reply),
            )
        )
    others = sum(_NAME.fullmatch(each.name) is None for each in folder.iterdir())
    return Log(
        name=folder.resolve().name,
        sha256=hashed.hexdigest(),
        exchanges=tuple(exchanges),
        passed_over=(f"{others} files that are no messages by their names",) if others else (),
    )


def _kind(path: Path) -> str:
    match = _NAME.fullmatch(path.name)
    return match[2].lower() if match else ""


def _in_order(name: str) -> list[tuple[int, str]]:
    return [
        (int(part), "") if part.isdigit() else (0, part) for part in re.split(r"([0-9]+)", name)
    ]


def _request(path: Path) -> Message:
    if path.suffix.lower() == ".xml":
        return Message(start="POST /", body=path.read_bytes())  # the version is not known
    start, headers, body = _whole(path)
    if not _REQUEST.fullmatch(start):
        raise SetUpError(
            f"{path}, line 1: expected a request line, such as POST /nps HTTP/1.1, found {start!r}."
        )
    return Message(start=start, headers=headers, body=body)


def _reply(path: Path) -> Message:
    if path.suffix.lower() == ".xml":
        body = path.read_bytes()
        return Message(start="500" if _FAULT.search(body) else "200", body=body)
    start, headers, body = _whole(path)
    match = _STATUS.fullmatch(start)
    if match is None:
        raise SetUpError(
            f"{path}, line 1: expected a status line, such as HTTP/1.1 200 OK, found {start!r}."
        )
    return Message(start=match[1], headers=headers, body=body)


def _whole(path: Path) -> tuple[str, Headers, bytes]:
    """First line, headers and body of an HTTP message. Raises SetUpError."""
    rest = path.read_bytes()
    lines: list[bytes] = []
    while True:
        line, end, rest = rest.partition(b"\n")
        if not end:
            raise SetUpError(
                f"{path}, line {len(lines) + 1}: the head does not end; expected an empty line "
                "before the body."
            )
        line = line.removesuffix(b"\r")
        if not line:
            break
        lines.append(line)
    if not lines:
        raise SetUpError(f"{path}, line 1: expected a request or status line, found an empty one.")
    headers = tuple(_header(line, path, number) for number, line in enumerate(lines[1:], start=2))
    message = Message(start=lines[0].decode("latin-1"), headers=headers, body=rest)
    return message.start, headers, _unpacked(message, path)


def _header(line: bytes, path: Path, number: int) -> tuple[bytes, bytes]:
    match = _HEADER.fullmatch(line)
    if match is None:
        raise SetUpError(
            f"{path}, line {number}: expected a header, Name: value, found {line[:80]!r}."
        )
    return match[1], match[2]


def _unpacked(message: Message, path: Path) -> bytes:
    """The body without chunks and compression. Raises SetUpError."""
    body = message.body
    if b"chunked" in message.header(b"transfer-encoding").lower():
        body = _joined(body, path)
    encoding = message.header(b"content-encoding").lower()
    if encoding not in {b"gzip", b"deflate", b"x-gzip"}:
        return body
    try:
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)  # either form
        whole = unpacker.decompress(body, _LARGEST)
    except zlib.error as error:
        raise SetUpError(f"{path}: its body is said to be {encoding.decode()}, and is not.") from (
            error
        )
    if unpacker.unconsumed_tail:
        raise SetUpError(f"{path}: its body is larger than {_LARGEST} bytes once unpacked.")
    return whole


def _joined(body: bytes, path: Path) -> bytes:
    """The chunks of a body (RFC 9112, 7.1) in one; a body that was joined already stays."""
    if body.lstrip()[:1] == b"<":
        return body
    parts: list[bytes] = []
    while True:
        size, end, body = body.partition(b"\r\n")
        try:
            length = int(size.split(b";")[0], 16)
        except ValueError:
            length = -1
        if not end or length < 0 or len(body) < length:
            raise SetUpError(
                f"{path}: its body is said to come in chunks, and chunk {len(parts) + 1} does not."
            )
        if not length:
            return b"".join(parts)
        parts.append(body[:length])
        body = body[length:].removeprefix(b"\r\n")
