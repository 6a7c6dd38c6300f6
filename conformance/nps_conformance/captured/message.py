"""What a captured log is read into: requests and replies, with where they were found."""

import re
from dataclasses import dataclass, field
from typing import Final

from nps_simulator.journal.entries import Http
from nps_simulator.journal.masking import MASK, http_message

Headers = tuple[tuple[bytes, bytes], ...]

# Besides what every journal masks: a proxy's log holds whatever a gateway wanted to see.
_SECRET: Final = re.compile(
    r"token|secret|passw|pwd|credential|session|signature|api-?_?key", re.IGNORECASE
)
_PARAMETER: Final = re.compile(r"([?&][^=&\s]*=)([^&\s]*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One HTTP message as it was. `start` is the request line, or the status as text; `headers` is
    empty where the log has no heads.
    """

    start: str
    headers: Headers = ()
    body: bytes = b""

    @property
    def status(self) -> int:
        """The status of a reply, 0 when it has none."""
        number = self.start.split(" ", 1)[0]
        return int(number) if number.isascii() and number.isdigit() else 0

    def header(self, name: bytes) -> bytes:
        """The last header of that name, empty when there is none."""
        found = [value for each, value in self.headers if each.lower() == name]
        return found[-1] if found else b""

    def masked(self) -> Http:
        """The message as a journal keeps it: without credentials, address and user agent."""
        start = _PARAMETER.sub(_masked_parameter, self.start)
        kept = tuple(
            (name, MASK.encode() if _SECRET.search(name.decode("latin-1")) else value)
            for name, value in self.headers
        )
        return http_message(start, kept, self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """One request and its reply, None when there was none. `where` names the place in the log.

    `began` and `ended` are ISO 8601 with zone, empty where the log does not tell times.
    """

    where: str
    request: Message
    reply: Message | None
    began: str = ""
    ended: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A captured log: its exchanges in order, and what was passed over, in words."""

    name: str
    sha256: str
    exchanges: tuple[Captured, ...]
    passed_over: tuple[str, ...] = field(default=())


def _masked_parameter(found: re.Match[str]) -> str:
    secret = _SECRET.search(found[1]) or "key=" in found[1].lower()
    return f"{found[1]}{MASK}" if secret else found[0]
