"""Driver `http`: each fact and each round is POSTed as JSON to the contractor's webhook.

An answer of 200 to 299 means: dealt with. Anything else, or no connection, is put down in the
journal; nothing is sent twice, for a fact may have arrived although its answer did not. The
connection is made straight to the address: no proxy, no redirect.
"""

import asyncio
import ssl
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

import msgspec

from nps_conformance.contractor_file import DriverSettings
from nps_conformance.drivers.base import Fact, Saw, Seen, Surroundings
from nps_scenarios.problems import SetUpError

CLOSING: Final = 1.0  # seconds for an orderly end of a connection that has given its answer
MOST_HEADER_LINES: Final = 200
MOST_READ: Final = 1 << 20  # bytes of an answer's body; nothing depends on it
HANDLED: Final = range(200, 300)
INTERIM: Final = range(100, 200)
NO_CONNECTION: Final = "no connection to the webhook"
NO_ANSWER: Final = "no HTTP answer from the webhook"


class _NoAnswer(Exception):  # noqa: N818 - what was seen of the other side, no error of ours
    """The connection was made, and what came back was not HTTP."""


class Webhook:
    """Posts facts, each over a connection of its own."""

    def __init__(self, settings: DriverSettings, around: Surroundings) -> None:
        self._settings = settings
        self._around = around
        self._url = urlsplit(settings.url)
        self._gone = False

    @property
    def gone(self) -> bool:
        """Whether nobody took the last connection."""
        return self._gone

    async def start(self, _now: str, /) -> None:
        """Make an empty log; the webhook is there already."""
        await asyncio.to_thread(self._around.log.write_bytes, b"")

    async def deliver(self, fact: Fact) -> Seen:
        """Post one fact and wait for the answer."""
        self._gone = False
        try:
            async with asyncio.timeout(self._settings.patience):
                seen = await self._posted(fact)
        except TimeoutError:
            seen = Seen(event=Saw.PATIENCE)
        said = f"{fact.id} {fact.kind}: {seen.detail or seen.event}\n"
        await asyncio.to_thread(self._note, said)
        return seen

    restart = None  # it is not ours to start again

    async def stop(self) -> bool:
        """The webhook is the contractor's own: it is left running."""
        return False

    def _note(self, line: str) -> None:
        with self._around.log.open("a", encoding="utf-8") as log:
            log.write(line)

    async def _posted(self, fact: Fact) -> Seen:
        try:
            reader, writer = await _connected(self._url)
        except (OSError, UnicodeError):  # an impossible host name is a UnicodeError
            self._gone = True
            return Seen(event=Saw.EXITED, detail=NO_CONNECTION)
        try:
            writer.write(self._request(fact))
            await writer.drain()
            status = await _status(reader)
        except (_NoAnswer, OSError, ValueError):  # ValueError: a line that never ends
            return Seen(event=Saw.EXITED, detail=NO_ANSWER)
        finally:
            writer.close()
            with suppress(OSError, TimeoutError):
                await asyncio.wait_for(writer.wait_closed(), CLOSING)
        if status in HANDLED:
            return Seen(event=Saw.HANDLED)
        return Seen(event=Saw.EXITED, detail=f"the webhook answered {status}")

    def _request(self, fact: Fact) -> bytes:
        body = msgspec.json.encode(_with_landlord(fact, self._around))
        target = self._url.path or "/"
        if self._url.query:
            target += f"?{self._url.query}"
        headers: Mapping[str, str] = {
            "Host": self._url.netloc,
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            "Connection": "close",
            **{name: self._around.filled(value) for name, value in self._settings.headers.items()},
        }
        lines = [f"POST {target} HTTP/1.1", *(f"{name}: {headers[name]}" for name in headers)]
        return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace") + body


async def reachable(settings: DriverSettings) -> None:
    """Raises SetUpError when nobody takes a connection, to be asked before anything is played."""
    try:
        async with asyncio.timeout(settings.patience):
            _, writer = await _connected(urlsplit(settings.url))
    except (OSError, UnicodeError, TimeoutError) as error:
        reason = getattr(error, "strerror", None) or str(error) or "no answer in time"
        raise SetUpError(
            f"The contractor's webhook {settings.url} cannot be reached: {reason}. Start your "
            "system first, or correct driver.url in contractor.yaml."
        ) from error
    writer.close()
    with suppress(OSError, TimeoutError):
        await asyncio.wait_for(writer.wait_closed(), CLOSING)


def _with_landlord(fact: Fact, around: Surroundings) -> dict[str, Any]:
    """The fact, and where its landlord is: a webhook gets no environment."""
    landlord = {
        "endpoint": around.endpoint,
        "wsdl": around.wsdl,
        "username": around.username,
        "password": around.password,
    }
    return {**msgspec.to_builtins(fact), "landlord": landlord}


async def _connected(url: SplitResult) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    secure = url.scheme == "https"
    return await asyncio.open_connection(
        url.hostname,
        url.port or (443 if secure else 80),
        ssl=ssl.create_default_context() if secure else None,
    )


async def _status(reader: asyncio.StreamReader) -> int:
    """The status of the final answer; its body, when its length is told, is read and dropped."""
    while True:
        start = (await reader.readline()).split(None, 2)
        if len(start) < 2 or not start[0].startswith(b"HTTP/1.") or not start[1].isdigit():  # noqa: PLR2004 - version and status
            raise _NoAnswer
        length = await _headers(reader)
        status = int(start[1])
        if status not in INTERIM:
            with suppress(asyncio.IncompleteReadError):
                await reader.readexactly(min(length, MOST_READ))
            return status


async def _headers(reader: asyncio.StreamReader) -> int:
    """Read the header lines; the length of the body, 0 when it is not told."""
    length = 0
    for _ in range(MOST_HEADER_LINES):
        line = (await reader.readline()).strip()
        if not line:
            return length
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length" and value.strip().isdigit():
            length = int(value)
    raise _NoAnswer
