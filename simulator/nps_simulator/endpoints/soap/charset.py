"""Bytes of a message to UTF-8: UTF-8 and UTF-16 are read, anything else is refused.

WS-I Simple SOAP Binding Profile 1.0, R1012 and R1018.

The Content-Type's charset decides where there is one (RFC 3023, 3.1); then a byte order mark, then
the XML declaration.
"""

import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from typing import Final

from nps_simulator.endpoints.soap.faults import FaultText, SoapFault

_DECLARED: Final = re.compile(
    rb"""\s*<\?xml\s[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._:-]{1,40})["']"""
)
_DECLARED_TEXT: Final = re.compile(_DECLARED.pattern.decode())
_UTF8: Final = frozenset({"utf-8", "utf8"})
_UTF16: Final = {"utf-16": "utf-16", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}


def to_utf8(raw: bytes, charset: str | None) -> bytes:
    """Return the message in UTF-8. Raises SoapFault (CHARSET).

    `charset` is that of the Content-Type, in lower case, or None. A declaration inside the result
    may still name another encoding: the parser is told not to look at it.
    """
    if charset is not None and charset not in _UTF8 and charset not in _UTF16:
        raise _refused(f"the Content-Type says charset={charset}")
    wide = charset if charset in _UTF16 else (None if charset else _sniffed(raw))
    if wide is not None:
        return _from_utf16(raw, wide)
    match = _DECLARED.match(raw, 3 if raw.startswith(BOM_UTF8) else 0)
    if match is not None:
        declared = match[1].decode().lower()
        if declared not in _UTF8:
            raise _refused(f"the XML declaration says {declared} over bytes that are not")
    return raw


def not_utf8(raw: bytes) -> SoapFault | None:
    """Return the fault of bytes that are not UTF-8, None when they are."""
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        came = f"byte 0x{raw[error.start]:02x} at offset {error.start} is not UTF-8"
        return _refused(came, line=line)
    return None


def _sniffed(raw: bytes) -> str | None:
    if raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return "utf-16"
    if raw[:4] in {b"<\0?\0", b"<\0s\0", b"<\0S\0"} or raw[:2] == b"<\0":
        return "utf-16le"
    return "utf-16be" if raw[:2] == b"\0<" else None


def _from_utf16(raw: bytes, charset: str) -> bytes:
    python = _UTF16[charset]
    if python == "utf-16" and not raw.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        python = "utf-16-le" if raw[1:2] == b"\0" else "utf-16-be"  # RFC 2781, 4.3
    try:
        text = raw.decode(python).removeprefix("\ufeff")
        converted = text.encode()
    except UnicodeError:
        raise _refused(f"{charset} is announced, and the bytes are not") from None
    match = _DECLARED_TEXT.match(text)
    if match is not None and match[1].lower() not in _UTF16:
        raise _refused(f"the XML declaration says {match[1]} over bytes that are {charset}")
    if not text.lstrip().startswith("<"):
        raise _refused(f"{charset} is announced, and the bytes are not")
    return converted


def _refused(came: str, line: int = 0) -> SoapFault:
    expected = "UTF-8 (or UTF-16), the same in Content-Type, XML declaration and bytes"
    return SoapFault(
        FaultText(code="CHARSET", text=f"{came}; send {expected}.", line=line, expected=expected)
    )
