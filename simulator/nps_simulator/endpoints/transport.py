"""What an endpoint needs of the connection a request came on; `server.wire` is the real one.

It stands between endpoints and server so that neither has to know the other's insides: an endpoint
reads a body and answers with bytes, or asks for one of the misdeeds a scenario may inject.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

PLAIN_TEXT: Final = b"Content-Type: text/plain; charset=utf-8\r\n"

Headers = Sequence[tuple[bytes, bytes]]


class BodyRefused(Exception):  # noqa: N818 - named like what it is answered with
    """The body did not come as it must: answer `status` in plain HTTP and close."""

    def __init__(self, status: int, text: str) -> None:
        """Say which status and, in one sentence, why."""
        super().__init__(text)
        self.status = status
        self.text = text


class ConnectionGone(Exception):  # noqa: N818 - it is an event, and nobody's error
    """The other side has left, or the server stops: there is nobody to answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the server takes in, and how long it waits. Bytes and seconds; all assumed.

    The body limit is some 300 times the largest message of the contract. A refused body is read and
    thrown away up to `drain_factor` times the limit, because a server that answers 413 and closes
    while bytes still come in makes the network stack reset the connection and eat the answer.
    """

    head: int = 16 * 1024
    body: int = 1024 * 1024
    drain_factor: int = 32
    head_seconds: float = 20.0
    body_seconds: float = 20.0
    keep_alive_seconds: int = 75  # pollers come back within a minute
    connections: int = 20_000
    requests: int = 10_000  # being answered at a time; about a second's work


class Wire(Protocol):
    """One request on one connection: its head as it came, its body, and the ways to answer."""

    method: str
    path: str  # decoded, without the query
    query: bytes
    start: str  # the request line for the journal: method, path with query, HTTP version
    version: str  # "1.0" or "1.1"
    headers: Headers  # in order, names in the case they came in
    peer: str
    given_up: bool  # the other side has left, or sends no more; it may still read

    async def read(self) -> bytes:
        """Return the whole body. Raises BodyRefused (408, 411, 413) and ConnectionGone."""

    async def answer(self, status: int, headers: bytes, body: bytes) -> None:
        """Send a complete answer; `headers` are ready lines, without length and connection."""

    async def answer_in_chunks(self, status: int, headers: bytes, body: bytes, chunks: int) -> None:
        """The same in so many chunks, without a length; for HTTP/1.1 only."""

    async def drop(self, seconds: float = 0.0) -> None:
        """Close without an answer, after `seconds` of silence."""

    def reset(self) -> None:
        """End the connection with a TCP reset; under TLS it is an abrupt end."""

    async def truncate(self, status: int, headers: bytes, body: bytes, sent: int) -> None:
        """Promise the whole body, send the first `sent` bytes of it, and close."""

    async def dribble(
        self, status: int, headers: bytes, body: bytes, pieces: int, pause: float
    ) -> None:
        """Send a complete answer in `pieces`, `pause` seconds apart."""


class Application(Protocol):
    """What answers requests. What it raises is logged, and answered 500."""

    async def __call__(self, wire: Wire, /) -> None:
        """Answer one request, by one of the ways its wire has."""
