"""Single values between XML text and Python, one reader and one writer for each simple type.

Times: the interface is zone-less UK local time. A value with an offset or Z is converted to it;
an hour that occurs twice in October is its first occurrence (`fold` 0). Fractions of a second are
kept to the microsecond, further digits are cut off. 24:00:00 is midnight of the next day (XML
Schema part 2, 3.2.7.1).
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from zoneinfo import ZoneInfo

from nps_wsdl.contract import SimpleType

LONDON: Final = ZoneInfo("Europe/London")
_BLANKS: Final = " \t\r\n"
_FLAGS: Final = {"Y": True, "N": False}
# What xs:int and xs:decimal allow (XML Schema part 2, 3.3.17 and 3.2.3). Python reads more: `1_0`,
# digits of other scripts, NaN.
_INT: Final = re.compile(r"[+-]?[0-9]+")
_DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_MIDNIGHT: Final = re.compile(r"T24:00:00(?:\.0+)?")
# What XML 1.0 (section 2.2) cannot hold in any form.
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CONTROLS: Final = bytes(set(range(32)) - {9, 10, 13})


def read_date_time(text: str) -> datetime:
    """Read an xs:dateTime as UK local time; raises `ValueError` outside the years 1 to 9999."""
    try:
        value = datetime.fromisoformat(text)
    except ValueError:
        value = _read_unusual(text)
    if value.tzinfo is None:
        return value
    try:
        return value.astimezone(LONDON).replace(tzinfo=None, fold=0)
    except OverflowError as error:
        raise ValueError("out of range") from error


def _read_unusual(text: str) -> datetime:
    plain, midnights = _MIDNIGHT.subn("T00:00:00", text.strip(_BLANKS))
    try:
        return datetime.fromisoformat(plain) + timedelta(days=midnights)
    except OverflowError as error:
        raise ValueError("out of range") from error


def read_date(text: str) -> date:
    """Read an xs:date; a zone is ignored, since a day of the contract is a UK day."""
    return date.fromisoformat(text.strip(_BLANKS)[:10])


def read_int(text: str) -> int:
    """Read an xs:int; raises `ValueError` for what is none."""
    digits = text.strip(_BLANKS)
    if _INT.fullmatch(digits) is None:
        raise ValueError("not an xs:int")
    return int(digits)


def read_decimal(text: str) -> Decimal:
    """Read an xs:decimal exactly, with the digits that were sent; raises `ValueError`."""
    digits = text.strip(_BLANKS)
    if _DECIMAL.fullmatch(digits) is None:
        raise ValueError("not an xs:decimal")
    return Decimal(digits)


def reader(python: type[Any], described: SimpleType) -> Callable[[str], object]:
    """Return what turns the text of an element into its value; it raises `ValueError` or its
    kin (`KeyError`, `ArithmeticError`) for text that is no such value.
    """
    if python is bool:
        return _FLAGS.__getitem__
    if issubclass(python, StrEnum):
        return {value: python(value) for value in described.values}.__getitem__
    readers: dict[type, Callable[[str], object]] = {
        str: str,
        int: read_int,
        Decimal: read_decimal,
        datetime: read_date_time,
        date: read_date,
    }
    return readers[python]


def escape(text: str) -> str:
    """Escape text for element content, so that it reads back equal: a parser would turn a bare
    CR into LF (XML 1.0, 2.11).
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;")
    return text.replace(">", "&gt;").replace("\r", "&#13;")


def write_text(text: str) -> str:
    """Escape text where that is needed; the four looks are cheaper than four replacements."""
    if "&" in text or "<" in text or ">" in text or "\r" in text:
        return escape(text)
    return text


def in_cdata(text: str) -> str:
    """Return text as a CDATA section, or escaped where such a section cannot hold it."""
    if not text or "\r" in text or "]]>" in text:
        return escape(text)
    return f"<![CDATA[{text}]]>"


def document_bytes(document: str) -> bytes:
    """Encode a written document in UTF-8; what XML cannot hold at all becomes U+FFFD.

    No request can carry such a character, but a landlord's action may bring one in, and a reply
    must be readable whatever it says. Checked once for each document because that is cheapest.
    """
    try:
        encoded = document.encode()
    except UnicodeEncodeError:
        encoded = b"\x00"
    clean = len(encoded.translate(None, _CONTROLS)) == len(encoded)
    if not clean or "\ufffe" in document or "\uffff" in document:
        encoded = _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", document).encode()
    return encoded


def write_decimal(value: Decimal) -> str:
    """Write a decimal with the digits it has, and never with an exponent (xs:decimal has none)."""
    text = str(value)
    return format(value, "f") if "E" in text else text
