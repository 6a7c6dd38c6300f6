"""Request heads, read once: a polling client sends the same bytes every time.

A head that the parser has read is remembered by its bytes; when the same bytes come again in front
of a whole body, nothing of them needs reading. Only heads are remembered of which nothing depends
but the body's length: no chunks, no offer to upgrade, no waiting for 100, and a connection that is
kept.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

import httptools

REMEMBERED: Final = 1024
LONGEST: Final = 4096  # bytes of a head that is worth remembering


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestHead:
    """A head as a journal or an endpoint wants it, and how the body comes: `length` in bytes, -1 in
    chunks, None when the client does not say. `start` has no line end.
    """

    method: str
    path: str  # decoded, without the query
    query: bytes
    start: str
    version: str
    headers: tuple[tuple[bytes, bytes], ...]  # in order, names in the case they came in
    length: int | None
    keep_alive: bool
    expects: bool  # waits for 100 Continue
    upgrades: bool  # offers to change the protocol, which is passed over


def read_head(
    parser: httptools.HttpRequestParser, url: bytes, headers: tuple[tuple[bytes, bytes], ...]
) -> RequestHead:
    """The head that the parser has come to the end of. Raises httptools.HttpParserError and
    UnicodeDecodeError for a target that is none.
    """
    parsed = httptools.parse_url(url)
    path = parsed.path.decode("ascii")
    method, version = parser.get_method().decode("ascii"), parser.get_http_version()
    length: int | None = None
    expects = False
    for name, value in headers:
        lower = name.lower()
        if lower == b"content-length" and length is None:
            length = int(value)  # the parser has refused everything but digits
        elif lower == b"transfer-encoding":
            length = -1
        elif lower == b"expect" and value.lower() == b"100-continue":
            expects = True
    query = parsed.query or b""
    target = (parsed.path or b"/").decode("latin-1")
    if query:
        target = f"{target}?{query.decode('latin-1')}"
    return RequestHead(
        method=method,
        path=unquote(path) if "%" in path else path,
        query=query,
        start=f"{method} {target} HTTP/{version}",
        version=version,
        headers=headers,
        length=length,
        keep_alive=version != "1.0" and bool(parser.should_keep_alive()),
        expects=expects,
        upgrades=bool(parser.should_upgrade()),
    )


def unserved(head: RequestHead) -> tuple[int, str] | None:
    """Why a head is not served, if it is not: the status, and a sentence. The parser lets it pass.

    Sources: RFC 9110, 15.6.6 (version); RFC 9112, 3.2 (one Host) and 6.1 (transfer codings).
    """
    if not head.version.startswith("1."):
        return 505, f"The request is in HTTP/{head.version}; send HTTP/1.1."
    hosts = sum(name.lower() == b"host" for name, _ in head.headers)
    if hosts > 1:
        return 400, f"The request has {hosts} Host headers; send one."
    coded = [value for name, value in head.headers if name.lower() == b"transfer-encoding"]
    codings = b", ".join(coded).decode("latin-1")
    if coded and codings.strip().lower() != "chunked":
        return 501, f"Transfer-Encoding is {codings}; send chunked alone, or a Content-Length."
    return None


def unreadable(data: bytes) -> str:
    """What is to be said of bytes that the parser cannot read."""
    if data.startswith(b"\x16\x03"):  # a handshake record of any version (RFC 8446, 5.1)
        return "This is the greeting of TLS, and this port speaks plain HTTP: use http://."
    return "This is not HTTP/1.1 as we can read it."


class Heads:
    """The heads that were read, by their bytes."""

    def __init__(self) -> None:
        self._known: dict[bytes, RequestHead] = {}
        self.get = self._known.get

    def remember(self, data: bytes, head: RequestHead) -> None:
        """Keep a head for the next time, if the same bytes will always mean the same."""
        plain = head.keep_alive and not head.expects and not head.upgrades
        if not plain or head.length is None or head.length < 0 or len(data) > LONGEST:
            return
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[data] = head
