"""The very first requests as they came, also when they match nothing.

Headers and tokens that carry credentials are masked here; the given password, wherever else it
stands, by the command.
"""

import re
from dataclasses import dataclass
from typing import Any, Final

from nps_simulator.endpoints.transport import Application, Wire
from nps_simulator.journal.masking import MASK, masked_text

OWN: Final = "/nps-doctor"  # what the doctor asks itself
LONGEST: Final = 4000  # characters of a body that are shown
SECRET: Final = frozenset({"authorization", "proxy-authorization", "cookie"})
_QUERY_SECRET: Final = re.compile(r"((?:password|passwd|pwd|token|secret)=)[^&\s]*", re.IGNORECASE)


@dataclass(slots=True, kw_only=True)
class Request:
    """One request as it came; `body` is empty until it was read."""

    method: str
    start: str
    headers: tuple[tuple[str, str], ...]
    body: str = ""

    def lines(self) -> list[str]:
        """It as text, line by line, without what a terminal could take for a command."""
        head = [self.start, *(f"{name}: {value}" for name, value in self.headers)]
        text = "\n".join([*head, "", self.body]).rstrip()
        return [
            "".join(each if each.isprintable() or each == "\t" else "\ufffd" for each in line)
            for line in text.splitlines()
        ]


class _Tapped:
    """A wire whose body is kept as it is read; all else is the wire's own."""

    def __init__(self, wire: Wire, request: Request) -> None:
        self._wire = wire
        self._request = request

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the wire has
        return getattr(self._wire, name)

    async def read(self) -> bytes:
        """The body, kept as text without secrets."""
        body = await self._wire.read()
        text = masked_text(body.decode("utf-8", "replace"))
        more = f"\n... and {len(text) - LONGEST} characters more" if len(text) > LONGEST else ""
        self._request.body = text[:LONGEST] + more
        return body


class Tap:
    """Stands before the endpoint and keeps the first request, and the first that is a POST."""

    def __init__(self, app: Application) -> None:
        self._app = app
        self.requests: list[Request] = []

    async def __call__(self, wire: Wire, /) -> None:
        """Keep what is new, and pass it on."""
        if wire.path != OWN and self._wanted(wire.method):
            request = Request(
                method=wire.method,
                start=_QUERY_SECRET.sub(rf"\1{MASK}", wire.start),
                headers=tuple(map(_shown, wire.headers)),
            )
            self.requests.append(request)
            wire = _Tapped(wire, request)
        await self._app(wire)

    def _wanted(self, method: str) -> bool:
        if not self.requests:
            return True
        return method == "POST" and all(each.method != "POST" for each in self.requests)


def _shown(header: tuple[bytes, bytes]) -> tuple[str, str]:
    name, value = header[0].decode("latin-1"), header[1].decode("latin-1")
    if name.lower() not in SECRET:
        return name, value
    scheme, space, _ = value.partition(" ")
    return name, f"{scheme} {MASK}" if space and name.lower() != "cookie" else MASK
