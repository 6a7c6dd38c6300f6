"""The contractor's side of the server: one callable, without a framework on its path.

`/s/<sandbox>/` is the endpoint of a sandbox (POST), its contract (`?wsdl`, `?xsd`). Everything else
is refused in one sentence.
"""

import logging
import re
from hashlib import sha256
from typing import Final, Protocol

from nps_simulator.endpoints.soap.endpoint import INTERNAL, SoapEndpoint
from nps_simulator.endpoints.soap.faults import render_fault
from nps_simulator.endpoints.soap.misdeeds import XML
from nps_simulator.endpoints.transport import (
    PLAIN_TEXT,
    BodyRefused,
    ConnectionGone,
    Wire,
)
from nps_simulator.endpoints.wirelog import WireLog
from nps_simulator.journal.entries import Http
from nps_simulator.journal.masking import http_message
from nps_simulator.sandbox.sandbox import Sandbox, SandboxClosed
from nps_wsdl.contract import schema_bytes, wsdl_bytes

PREFIX: Final = "/s/"
_HOST: Final = re.compile(rb"[A-Za-z0-9.:\[\]-]{1,255}")
_log = logging.getLogger(__name__)


class Directory(Protocol):
    """Where sandboxes are found by name; `sandbox.Sandboxes` is the real one."""

    def get(self, name: str) -> Sandbox | None:
        """Return the sandbox of that name."""


class Gateway:
    """Routes requests to sandboxes.

    `public_url` is what a contract tells clients on other hosts; without it the address by which
    the client asked counts. `origin` is the listener's own, for clients that do not say.
    """

    def __init__(self, sandboxes: Directory, log: WireLog, public_url: str = "") -> None:
        """Prepare the SOAP endpoint."""
        self._sandboxes = sandboxes
        self.log = log
        self._public_url = public_url.rstrip("/")
        self.origin = ""
        self.soap = SoapEndpoint(log)

    async def __call__(self, wire: Wire, /) -> None:
        """Serve one request; whatever goes wrong in here, the client gets an answer."""
        try:
            await self._serve(wire)
        except ConnectionGone:
            return
        except BodyRefused as refused:
            await self._refuse(wire, refused.status, refused.text)
        except Exception:  # noqa: BLE001 - a hung client would be the worse bug; it is logged
            _log.exception("A request failed inside the simulator: %s", wire.start)
            self.log.note(peer=wire.peer, start=wire.start, status=500, text=INTERNAL.text)
            await wire.answer(500, XML, render_fault(INTERNAL))

    async def _refuse(self, wire: Wire, status: int, text: str) -> None:
        """Answer in plain HTTP; there is no sandbox to journal it."""
        self.log.note(peer=wire.peer, start=wire.start, status=status, text=text)
        await wire.answer(status, PLAIN_TEXT, b"" if wire.method == "HEAD" else text.encode())

    async def _serve(self, wire: Wire) -> None:
        sandbox = self._found(wire.path)
        if sandbox is None:
            await _read_anyway(wire)
            await self._refuse(
                wire,
                404,
                f"There is no sandbox at {wire.path}; an endpoint is /s/<sandbox>/, and the "
                "control API lists the open ones.",
            )
        elif wire.method == "POST":
            await self.soap.handle(sandbox, wire, await wire.read())
        elif wire.method == "GET" and wire.query.lower().startswith((b"wsdl", b"xsd")):
            await self._document(sandbox, wire)
        else:
            raw = await _read_anyway(wire)
            allow = b"Allow: POST\r\n" if wire.method == "GET" else b"Allow: GET, POST\r\n"
            text = f"{wire.method} is not served here: POST a SOAP request, or GET ?wsdl."
            http_request = http_message(wire.start, wire.headers, raw)
            try:
                await self.soap.refuse(sandbox, wire, http_request, 405, text, headers=allow)
            except SandboxClosed:
                await self._refuse(wire, 405, text)

    def _found(self, path: str) -> Sandbox | None:
        if not path.startswith(PREFIX):
            return None
        name, _, rest = path[len(PREFIX) :].partition("/")
        return None if rest else self._sandboxes.get(name)

    async def _document(self, sandbox: Sandbox, wire: Wire) -> None:
        """Send the contract. The journal gets its hash, taken with the address left out."""
        await _read_anyway(wire)
        place = f"{PREFIX}{sandbox.name}/"
        if wire.query.lower().startswith(b"xsd"):
            body = neutral = schema_bytes()
        else:
            body, neutral = wsdl_bytes(self._base(wire) + place), wsdl_bytes(place)
        http_reply = Http(
            start="200 OK",
            headers=[("Content-Type", "text/xml; charset=utf-8")],
            body=f"sha256:{sha256(neutral).hexdigest()}",
        )
        try:
            await sandbox.record(
                http_request=http_message(wire.start, wire.headers, b""),
                http_reply=http_reply,
                outcome="document",
            )
        except SandboxClosed:
            text = "The contract was fetched after the sandbox closed."
            self.log.note(peer=wire.peer, start=wire.start, status=200, text=text)
        await wire.answer(200, XML, body)

    def _base(self, wire: Wire) -> str:
        """Return the origin that clients are told."""
        if self._public_url:
            return self._public_url
        host = next((value for name, value in wire.headers if name.lower() == b"host"), b"")
        scheme = self.origin.partition(":")[0] or "http"
        return f"{scheme}://{host.decode()}" if _HOST.fullmatch(host) else self.origin


async def _read_anyway(wire: Wire) -> bytes:
    """Read a body nobody asked for, so that the connection can go on; small ones are kept."""
    try:
        return await wire.read()
    except BodyRefused as refused:
        if refused.status == 411:  # noqa: PLR2004 - no length: there is no body
            return b""
        raise
