"""The control API: whoever runs the simulator is the landlord here.

JSON over HTTP on a port of its own, loopback by default; `/docs` and `/openapi.json` describe it.
Errors are `{"error": "one sentence"}`. All handlers run in the event loop, because sandboxes live
in one thread. To add a path: one function in `paths.py`.
"""

from collections.abc import Awaitable, Callable

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from nps_scenarios.problems import SetUpError
from nps_scenarios.times import TimeError
from nps_simulator.actions.registry import ActionError
from nps_simulator.clock import ClockError
from nps_simulator.endpoints.control.asked import InvalidError, TooLargeError
from nps_simulator.endpoints.control.document import openapi, page
from nps_simulator.endpoints.control.guard import Guarded
from nps_simulator.endpoints.control.paths import NotFoundError, make_paths
from nps_simulator.endpoints.gateway import Gateway
from nps_simulator.sandbox.deeds import DeedError
from nps_simulator.sandbox.faults import FaultError
from nps_simulator.sandbox.player import ScriptError
from nps_simulator.sandbox.sandbox import SandboxClosed
from nps_simulator.sandbox.sandboxes import OpeningError, Sandboxes
from nps_simulator.store.protocol import LostError, StoreError

_STATUS: dict[type[Exception], int] = {
    NotFoundError: 404,
    SetUpError: 404,
    OpeningError: 409,
    SandboxClosed: 409,
    TooLargeError: 413,
    ActionError: 422,
    DeedError: 422,
    FaultError: 422,
    ClockError: 422,
    TimeError: 422,
    ScriptError: 500,
    LostError: 500,
    StoreError: 500,
}


def make_control(
    sandboxes: Sandboxes, gateway: Gateway, endpoint: Callable[[str], str]
) -> Starlette:
    """Return the application. `endpoint` gives the address of a sandbox, for its contractors."""
    paths = make_paths(sandboxes, gateway, endpoint)

    async def document(_request: Request) -> Response:
        return JSONResponse(openapi(paths))

    async def docs(_request: Request) -> Response:
        return HTMLResponse(page(paths))

    described = [Route("/openapi.json", document), Route("/docs", docs)]
    return Starlette(
        routes=[*(each.route() for each in paths), *described],
        middleware=[Middleware(Guarded)],
        exception_handlers={
            **{kind: _telling(status) for kind, status in _STATUS.items()},
            InvalidError: _invalid,
            HTTPException: _http,
            UnicodeEncodeError: _no_text,
        },
    )


def _telling(status: int) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def tell(_request: Request, error: Exception) -> Response:
        return JSONResponse({"error": str(error)}, status_code=status)

    return tell


async def _invalid(_request: Request, error: Exception) -> Response:
    """Name the first wrong member; the document describes the rest."""
    return JSONResponse({"error": f"{error}; see /docs."}, status_code=422)


async def _no_text(_request: Request, _error: Exception) -> Response:
    """JSON can spell half a character, which cannot be stored."""
    sentence = "A text holds a lone surrogate (\\ud800 to \\udfff), which is not Unicode."
    return JSONResponse({"error": sentence}, status_code=422)


async def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    sentence = f"{request.method} {request.url.path}: {error.detail}; /docs lists what there is."
    return JSONResponse({"error": sentence}, status_code=error.status_code, headers=error.headers)
