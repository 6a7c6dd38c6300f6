"""What an HTTP head says that matters to SOAP. A polling client sends the same head every time, so
heads are read once and remembered.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from nps_simulator.endpoints.soap.security import Basic, read_basic
from nps_simulator.journal.entries import Finding

REMEMBERED: Final = 1024
_NO_WEIGHT: Final = re.compile(r"q\s*=\s*0(\.0{0,3})?")
_CHARSET: Final = re.compile(r""";\s*charset\s*=\s*["']?([^\s;"']+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The parsed head. `soap_action` is unquoted, None when the header is absent."""

    media_type: str
    charset: str | None
    encoding: str
    soap_action: str | None
    quoted: bool
    basic: Basic | None
    takes_gzip: bool = False

    def findings(self, operation: str, expected_action: str) -> tuple[Finding, ...]:
        """Return what is to be said of the SOAPAction when the body asks for `operation`."""
        path = "SOAPAction"
        if self.soap_action is None:
            return (
                Finding(
                    code="soapaction-absent",
                    text="There is no SOAPAction header (SOAP 1.1, 6.1.1; WS-I R2744).",
                    path=path,
                    expected=f'"{expected_action}"',
                ),
            )
        found: list[Finding] = []
        if not self.quoted:
            found.append(
                Finding(
                    code="soapaction-unquoted",
                    text="The SOAPAction is not a quoted string (WS-I R1109).",
                    path=path,
                    expected=f'"{expected_action}"',
                )
            )
        if self.soap_action != expected_action:
            found.append(
                Finding(
                    code="soapaction-contradicts",
                    text=f"The SOAPAction is {self.soap_action!r}, and the Body asks for "
                    f"{operation}; the Body counts (WS-I R2744).",
                    path=path,
                    expected=f'"{expected_action}"',
                )
            )
        return tuple(found)


def read_head(headers: Iterable[tuple[bytes, bytes]]) -> Head:
    """Read the headers of a request; names count in any case, and the last of each counts."""
    values = {name.lower(): value for name, value in headers}
    content_type = values.get(b"content-type", b"").decode("latin-1")
    charset = _CHARSET.search(content_type)
    action = values.get(b"soapaction")
    bare = None if action is None else action.decode("latin-1").strip()
    quoted = bare is not None and len(bare) > 1 and bare[0] == bare[-1] == '"'
    authorization = values.get(b"authorization")
    return Head(
        media_type=content_type.partition(";")[0].strip().lower(),
        charset=charset[1].lower() if charset else None,
        encoding=values.get(b"content-encoding", b"").decode("latin-1").strip().lower(),
        soap_action=bare[1:-1] if bare is not None and quoted else bare,
        quoted=quoted,
        basic=None if authorization is None else read_basic(authorization),
        takes_gzip=_takes_gzip(values.get(b"accept-encoding", b"").decode("latin-1")),
    )


def _takes_gzip(accepted: str) -> bool:
    """Whether gzip is named, and not with a weight of nought (RFC 9110, 12.5.3)."""
    for each in accepted.lower().split(","):
        name, *settings = (part.strip() for part in each.split(";"))
        if name in {"gzip", "x-gzip"}:
            return not any(_NO_WEIGHT.fullmatch(setting) for setting in settings)
    return False


class Heads:
    """Reads heads, and remembers those it has read."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[tuple[tuple[bytes, bytes], ...], Head] = {}

    def read(self, headers: Iterable[tuple[bytes, bytes]]) -> Head:
        """Return the parsed head."""
        key = tuple(headers)
        head = self._known.get(key)
        if head is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            head = self._known[key] = read_head(key)
        return head
