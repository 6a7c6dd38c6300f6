"""The spyne twin on HTTP, for `nps serve --engine spyne` and the benchmarks.

Found by the entry-point group `nps.engines`, so that nothing imports spyne unless asked. It serves
`/s/<sandbox>/` as the real endpoint does, but knows HTTP Basic only, injects no faults and reports
no findings: what it journals is no evidence to certify anybody by.
"""

import base64
import binascii
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final, Protocol

from nps_simulator.endpoints._spyne import SpyneEngine, Turn
from nps_simulator.journal.masking import http_message
from nps_simulator.sandbox.sandbox import Sandbox, SandboxClosed
from nps_simulator.store.protocol import LostError
from nps_wsdl.contract import load_contract

_XML: Final = b"text/xml; charset=utf-8"
_PLAIN: Final = b"text/plain; charset=utf-8"
_CHALLENGE: Final = (b"www-authenticate", b'Basic realm="NPS contractor interface"')

Event = MutableMapping[str, Any]
Headers = list[tuple[bytes, bytes]]


class Owner(Protocol):
    """Who has the sandboxes: `nps_simulator.sandbox.sandboxes.Sandboxes`."""

    def get(self, name: str) -> Sandbox | None:
        """Return the sandbox of that name."""


class Twin:
    """The twin as an ASGI application; see the module."""

    def __init__(self, owner: Owner) -> None:
        self._owner = owner
        self._engine = SpyneEngine(load_contract())

    async def __call__(
        self,
        scope: Event,
        receive: Callable[[], Awaitable[Event]],
        send: Callable[[Event], Awaitable[None]],
    ) -> None:
        """Answer one HTTP request."""
        body = bytearray()
        while (event := await receive())["type"] == "http.request":
            body += event["body"]
            if not event.get("more_body"):
                break
        status, headers, answer = await self._answer(scope, bytes(body))
        headers.append((b"content-length", b"%d" % len(answer)))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": answer})

    async def _answer(self, scope: Event, body: bytes) -> tuple[int, Headers, bytes]:
        given: dict[bytes, bytes] = dict(scope["headers"])
        name = scope["path"].removeprefix("/s/").strip("/")
        sandbox = self._owner.get(name)
        if sandbox is None:
            return _plain(404, f"There is no sandbox {name!r} here.")
        if scope["method"] == "GET" and scope["query_string"].lower() == b"wsdl":
            host = given.get(b"host", b"localhost").decode("latin-1")
            address = f"{scope['scheme']}://{host}/s/{name}/"
            return 200, [(b"content-type", _XML)], self._engine.wsdl(address)
        if scope["method"] != "POST":
            status, headers, text = _plain(405, "Send a POST, or GET ?wsdl.")
            return status, [*headers, (b"allow", b"GET, POST")], text
        contractor = sandbox.account(*_credentials(given.get(b"authorization", b"")))
        if contractor is None:
            status, headers, text = _plain(401, "Send a user name and password by HTTP Basic.")
            return status, [*headers, _CHALLENGE], text
        return await self._exchange(scope, Turn(sandbox=sandbox, contractor=contractor), body)

    async def _exchange(self, scope: Event, turn: Turn, body: bytes) -> tuple[int, Headers, bytes]:
        content_type = dict(scope["headers"]).get(b"content-type", b"").decode("latin-1")
        status, answer = self._engine.answer(turn, content_type, body)
        headers: Headers = [(b"content-type", _XML)]
        start = f"{scope['method']} {scope['path']} HTTP/{scope['http_version']}"
        try:
            await turn.sandbox.record(
                http_request=http_message(start, scope["headers"], body),
                http_reply=http_message(str(status), headers, answer),
                operation=turn.called.operation if turn.called else None,
                contractor=turn.contractor,
                request=turn.request,
                called=turn.called,
                outcome="" if turn.called else "fault",
            )
        except SandboxClosed:
            pass  # the answer says so already, and the journal has ended
        except LostError:
            return _plain(503, "What was done could not be stored and is undone; send it again.")
        return status, headers, answer


def _plain(status: int, text: str) -> tuple[int, Headers, bytes]:
    return status, [(b"content-type", _PLAIN)], text.encode()


def _credentials(header: bytes) -> tuple[str, str]:
    scheme, _, encoded = header.partition(b" ")
    if scheme.lower() != b"basic":
        return "", ""
    try:
        user, _, password = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return user, password
