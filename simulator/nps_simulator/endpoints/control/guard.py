"""Keeps web pages of elsewhere out of the control API.

A browser lets every page send requests to this machine. Two things tell them: the Origin of the
page, and, where a page has its own name point at loopback to read the answers (DNS rebinding), the
Host it asks for. Programs send no Origin and ask for this machine by its own name.
"""

from ipaddress import IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

_FORBIDDEN: Final = 403
_OWN: Final = "localhost"


class Guarded:
    """An ASGI application that no web page of elsewhere can ask."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap the application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse, or pass on."""
        refused = _objection(scope) if scope["type"] == "http" else ""
        if refused:
            answer = JSONResponse({"error": refused}, status_code=_FORBIDDEN)
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _objection(scope: Scope) -> str:
    """Return why a request is refused; empty when it is not."""
    headers = Headers(scope=scope)
    host, origin = headers.get("host", ""), headers.get("origin")
    server = scope.get("server")
    if host and server and _is_loopback(server[0]) and not _is_own(host):
        return (
            f"The Host is {host}; on loopback the control API is asked for by {_OWN} or by "
            "address, so that no web page can reach it under a name of its own."
        )
    if origin is not None and origin != f"{scope['scheme']}://{host}":
        return (
            f"The request comes from a web page of {origin}; the control API takes none from "
            "pages of elsewhere. Ask from a program, which sends no Origin."
        )
    return ""


def _is_loopback(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def _is_own(host: str) -> bool:
    """Whether a Host is an address, or a name that is always this machine's (RFC 6761, 6.3)."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        if name == _OWN or name.endswith(f".{_OWN}"):
            return True
        ip_address(name)
    except ValueError:
        return False
    return True
