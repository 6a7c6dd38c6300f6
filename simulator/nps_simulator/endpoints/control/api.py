"""The control API: whoever runs the simulator is the landlord here.

JSON over HTTP on a port of its own, loopback by default; `/docs` and `/openapi.json` describe it.
Errors are `{"error": "one sentence"}`. All handlers run in the event loop, because sandboxes live
in one thread. To add a path: one function in `paths.py`.
"""

from collections.abc import Callable

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from nps_scenarios.problems import SetUpError
from nps_scenarios.times import TimeError
from nps_simulator.actions.registry import ActionError
from nps_simulator.clock import ClockError
from nps_simulator.endpoints.control.paths import NotFoundError, make_router
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
    ActionError: 422,
    DeedError: 422,
    FaultError: 422,
    ClockError: 422,
    TimeError: 422,
    ScriptError: 500,
    LostError: 500,
    StoreError: 500,
}


def make_control(sandboxes: Sandboxes, gateway: Gateway, endpoint: Callable[[str], str]) -> FastAPI:
    """Return the application. `endpoint` gives the address of a sandbox, for its contractors."""
    app = FastAPI(
        title="NPS simulator: control",
        description="Open sandboxes, act as the landlord, move the clock, read state and journal.",
        version="1",
    )
    app.include_router(make_router(sandboxes, gateway, endpoint))
    for kind, status in _STATUS.items():
        app.add_exception_handler(kind, _telling(status))
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(UnicodeEncodeError, _no_text)
    return app


def _telling(status: int) -> Callable[[Request, Exception], JSONResponse]:
    def tell(_request: Request, error: Exception) -> JSONResponse:
        return JSONResponse({"error": str(error)}, status_code=status)

    return tell


def _invalid(_request: Request, error: Exception) -> JSONResponse:
    """Name the first wrong member; the document describes the rest."""
    sentence = "The request is not what /openapi.json describes."
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        sentence = f"{where}: {first['msg']}; see /docs."
    return JSONResponse({"error": sentence}, status_code=422)


def _no_text(_request: Request, _error: Exception) -> JSONResponse:
    """JSON can spell half a character, which cannot be stored."""
    sentence = "A text holds a lone surrogate (\\ud800 to \\udfff), which is not Unicode."
    return JSONResponse({"error": sentence}, status_code=422)


def _http(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    sentence = f"{request.method} {request.url.path}: {error.detail}; /docs lists what there is."
    return JSONResponse({"error": sentence}, status_code=error.status_code, headers=error.headers)
