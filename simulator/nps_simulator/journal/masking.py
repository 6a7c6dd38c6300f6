"""What of an HTTP message goes into a journal, and what is masked.

Masked are credentials, and what differs between two equal runs: host, port, user agent, dates and
the values that belong to a connection. Everything else is kept as it came. To mask another header
add its name to `MASKED_HEADERS`.
"""

import re
from base64 import b64encode
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from nps_simulator.journal.entries import Http

MASK: Final = "<masked>"

MASKED_HEADERS: Final = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "cookie",
        "set-cookie",
        "host",
        "origin",
        "referer",
        "location",
        "forwarded",
        "via",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-real-ip",
        "user-agent",
        "server",
        "date",
        "connection",
        "keep-alive",
        "proxy-connection",
    }
)

# Secrets and one-time values of a WS-Security header. The end tag may be missing in a broken
# message: then all that follows is masked. Created and Expires are those of wsu:Timestamp too.
_TOKEN_PARTS: Final = re.compile(
    r"(<(?:[\w.-]+:)?(Password|Nonce|Created|Expires)\b[^<>]*(?<!/)>)(.*?)"
    r"(?=</(?:[\w.-]+:)?\2\s*>|\Z)",
    re.DOTALL,
)
_ABSOLUTE: Final = re.compile(r"^(\S+) https?://[^/\s]*", re.IGNORECASE)
_UTF16: Final = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


def http_message(
    start: str, headers: Iterable[tuple[bytes, bytes]], body: bytes, *, address: str = ""
) -> Http:
    """An HTTP message as the journal keeps it.

    `start` is the request line or the status; an absolute address in it loses its host. `headers`
    come as sent, in order. `address` (host and port as the client wrote them) is masked in the
    body where it is that of a URL, and nowhere else: a client that calls its host `e` must not
    blot out its evidence. For a request it is taken from its Host header.
    """
    kept, host = _masked_headers(tuple(headers))
    if "://" in start:
        start = _ABSOLUTE.sub(r"\1 ", start)
    text, encoded = _body(body, address or host)
    return Http(start=start, headers=list(kept), body=text, body_base64=encoded)


@lru_cache(maxsize=1024)
def _masked_headers(
    headers: tuple[tuple[bytes, bytes], ...],
) -> tuple[tuple[tuple[str, str], ...], str]:
    """The headers as kept, and the host they name; a polling client sends the same ones always."""
    host = ""
    for name, value in headers:
        if not host and name.lower() == b"host":
            host = value.decode("latin-1")
    return tuple(_masked_header(header) for header in headers), host


@lru_cache(maxsize=1024)
def _masked_header(header: tuple[bytes, bytes]) -> tuple[str, str]:
    name = header[0].decode("latin-1")
    if name.lower() in MASKED_HEADERS:
        return name, MASK
    return name, header[1].decode("latin-1")


def _body(body: bytes, address: str) -> tuple[str, str]:
    """The masked body: as text, or in base64 when it is not UTF-8."""
    if body[:2] in _UTF16 or b"\x00" in body[:4]:
        return "", b64encode(_masked_utf16(body, address)).decode()
    try:
        text = body.decode()
    except UnicodeDecodeError:
        # Latin-1 maps every byte to one character and back, so nothing but the secrets changes.
        text = masked_text(body.decode("latin-1"), address)
        return "", b64encode(text.encode("latin-1")).decode()
    return masked_text(text, address), ""


def _masked_utf16(body: bytes, address: str) -> bytes:
    """Masks what may be UTF-16; a body with nothing to mask stays as it is, byte for byte."""
    encoding = _UTF16.get(body[:2]) or ("utf-16-be" if body[:1] == b"\x00" else "utf-16-le")
    text = body.decode(encoding, "replace")
    masked = masked_text(text, address)
    return body if masked == text else masked.encode(encoding)


def masked_text(text: str, address: str = "") -> str:
    """A body without secrets, one-time values and the address."""
    if "UsernameToken" in text or "Security" in text or "Password" in text:
        text = _TOKEN_PARTS.sub(rf"\1{MASK}", text)
    if address and f"//{address}" in text:
        text = text.replace(f"//{address}/", f"//{MASK}/")
    return text
